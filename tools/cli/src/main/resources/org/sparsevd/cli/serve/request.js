'use strict';
const show = (id, text) => { document.getElementById(id).textContent = text; };
const LONGEST = 20000;

document.getElementById('ask').addEventListener('click', async () => {
  try {
    const response = await fetch('predict', {
      method: 'POST', body: document.getElementById('body').value,
      headers: {'Content-Type': 'application/json'}});
    const result = await response.json();
    show('problem', response.ok ? '' : result.error);
    const text = response.ok ? JSON.stringify(result, null, 1) : '–';
    show('answer', text.length > LONGEST ? text.slice(0, LONGEST) + ' ...' : text);
  } catch (problem) {
    show('problem', 'No answer: ' + problem.message);
  }
});
