'use strict';
const field = document.getElementById('field');
const pen = field.getContext('2d');
const height = Number(field.dataset.height);
const width = Number(field.dataset.width);
field.height = Math.round(field.width * height / width);
let strokes = [];
let drawing = false;
let asked = 0;

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const show = (id, text) => { document.getElementById(id).textContent = text; };
const percent = value => (100 * value).toFixed(2) + ' %';

/** Draws all strokes: point p of the field goes to (scale * p + shift). */
function trace(context, scale, dx, dy, thick) {
  context.lineCap = context.lineJoin = 'round';
  context.lineWidth = thick;
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(([x, y], i) =>
      (i ? context.lineTo : context.moveTo).call(context, scale * x + dx, scale * y + dy));
    if (stroke.length === 1) {
      context.lineTo(scale * stroke[0][0] + dx + .01, scale * stroke[0][1] + dy);
    }
    context.stroke();
  }
}

function repaint() {
  pen.clearRect(0, 0, field.width, field.height);
  pen.strokeStyle = colour('--ink');
  trace(pen, 1, 0, 0, field.width / 14);
}

/** The drawing as MNIST has its digits: 20 of 28 pixels large, centred by mass, white on black. */
function pixels() {
  const points = strokes.flat();
  const xs = points.map(p => p[0]);
  const ys = points.map(p => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const thick = Math.min(width, height) / 13;
  const scale = Math.min(
    (width * 20 / 28 - thick) / Math.max(right - left, 40),
    (height * 20 / 28 - thick) / Math.max(bottom - top, 40));
  let dx = width / 2 - scale * (left + right) / 2;
  let dy = height / 2 - scale * (top + bottom) / 2;
  let grey;
  for (let pass = 0; pass < 2; pass++) {
    const small = document.createElement('canvas');
    small.width = width;
    small.height = height;
    const context = small.getContext('2d');
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    context.strokeStyle = '#fff';
    trace(context, scale, dx, dy, thick);
    const data = context.getImageData(0, 0, width, height).data;
    grey = Uint8Array.from({length: width * height}, (_, i) => data[4 * i]);
    let mass = 0, mx = 0, my = 0;
    grey.forEach((g, i) => { mass += g; mx += g * (i % width); my += g * Math.floor(i / width); });
    if (mass > 0 && pass === 0) {
      dx += (width - 1) / 2 - mx / mass;
      dy += (height - 1) / 2 - my / mass;
    }
  }
  return grey;
}

/** A picture of one number a pixel, the largest as dark as can be. */
function paint(id, numbers, name) {
  const canvas = document.getElementById(id);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context.fillStyle = colour(name);
  const most = Math.max(1, ...numbers);
  numbers.forEach((number, i) => {
    context.globalAlpha = number / most;
    context.fillRect(i % width, Math.floor(i / width), 1, 1);
  });
}

function bars(answer) {
  const certain = answer.certainty;
  const shares = certain ? certain.mean : answer.probabilities;
  const rows = shares.map((share, i) => ({share, i, spread: certain ? certain.deviation[i] : 0}));
  const shown = rows.length > 12
    ? rows.sort((a, b) => b.share - a.share).slice(0, 12) : rows;
  const best = certain ? certain.class : answer.class;
  document.getElementById('bars').replaceChildren(...shown.flatMap(({share, i, spread}) => {
    const name = document.createElement('span');
    name.textContent = i;
    const bar = document.createElement('div');
    bar.className = 'bar';
    const length = document.createElement('b');
    length.style.width = 100 * share + '%';
    bar.append(length);
    if (spread > 0) {
      const whisker = document.createElement('i');
      const from = Math.max(0, share - spread);
      whisker.style.left = 100 * from + '%';
      whisker.style.width = 100 * (Math.min(1, share + spread) - from) + '%';
      bar.append(whisker);
    }
    const number = document.createElement('span');
    number.className = 'number';
    number.textContent = percent(share);
    if (i === best) {
      name.className = 'best';
    }
    return [name, bar, number];
  }));
}

function row(cell, ...texts) {
  const row = document.createElement('tr');
  row.append(...texts.map(text => {
    const one = document.createElement(cell);
    one.textContent = typeof text === 'number' ? text.toLocaleString('en') : text;
    return one;
  }));
  return row;
}

function tell(result, grey) {
  const answer = result.answers[0];
  const certain = answer.certainty;
  const best = certain ? certain.class : answer.class;
  const time = result.microseconds.toFixed(1) + ' microseconds';
  show('class', best);
  show('certainty', certain
    ? percent(certain.mean[best]) + ' ± ' + percent(certain.deviation[best]) + ' over '
      + certain.samples + ' draws of the weights; mutual information '
      + certain.mutualInformation.toFixed(4) + ' nats; ' + time
    : percent(answer.probabilities[best]) + '; ' + time);
  bars(answer);
  const used = answer.weights;
  document.getElementById('used').classList.toggle('hidden', !used);
  if (used) {
    paint('seen', grey, '--ink');
    paint('read', used.reads, '--one');
    document.getElementById('layers').replaceChildren(
      row('th', 'layer', 'weights', 'not zero', 'took part'),
      ...used.layers.map(l => row('td', l.layer, l.weights, l.stored, l.used)));
  }
}

async function ask() {
  const mine = ++asked;
  const grey = pixels();
  try {
    const response = await fetch('predict?detail=true', {
      method: 'POST', body: grey, headers: {'Content-Type': 'application/octet-stream'}});
    const result = await response.json();
    if (mine === asked) {
      show('problem', response.ok ? '' : result.error);
      if (response.ok) {
        tell(result, grey);
      }
    }
  } catch (problem) {
    show('problem', 'No answer: ' + problem.message);
  }
}

function point(event) {
  const box = field.getBoundingClientRect();
  return [(event.clientX - box.left) * field.width / box.width,
    (event.clientY - box.top) * field.height / box.height];
}

field.addEventListener('pointerdown', event => {
  drawing = true;
  if (event.isTrusted) {
    field.setPointerCapture(event.pointerId);
  }
  strokes.push([point(event)]);
  repaint();
});
field.addEventListener('pointermove', event => {
  if (drawing) {
    strokes[strokes.length - 1].push(point(event));
    repaint();
  }
});
for (const end of ['pointerup', 'pointercancel']) {
  field.addEventListener(end, () => {
    if (drawing) {
      drawing = false;
      ask();
    }
  });
}
document.getElementById('clear').addEventListener('click', () => {
  strokes = [];
  asked++;
  repaint();
  show('class', '–');
  show('certainty', 'Nothing is drawn yet.');
  show('problem', '');
  document.getElementById('bars').replaceChildren();
  document.getElementById('used').classList.add('hidden');
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
