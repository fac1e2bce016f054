'use strict';
const show = (id, text) => { document.getElementById(id).textContent = text; };
let asked = 0;

async function compare() {
  const mine = ++asked;
  show('time', '...');
  const texts = ['one', 'other'].map(id => document.getElementById(id).value);
  try {
    const response = await fetch('predict', {
      method: 'POST', body: JSON.stringify({texts}), headers: {'Content-Type': 'application/json'}});
    const result = await response.json();
    if (mine !== asked) {
      return;
    }
    show('problem', response.ok ? '' : result.error);
    if (response.ok) {
      const similarity = result.similarities[0][1];
      show('similarity', similarity.toFixed(3));
      document.getElementById('meter').style.width = 100 * Math.max(0, similarity) + '%';
      show('time', result.tokens.join(' and ') + ' tokens, vectors of ' + result.vectors[0].length
        + ' numbers, ' + Math.round(result.microseconds).toLocaleString('en') + ' microseconds');
    }
  } catch (problem) {
    show('problem', 'No answer: ' + problem.message);
  }
}

document.getElementById('compare').addEventListener('click', compare);
for (const id of ['one', 'other']) {
  document.getElementById(id).addEventListener('change', compare);
}
compare();
