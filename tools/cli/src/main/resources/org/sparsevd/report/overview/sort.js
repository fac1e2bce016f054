// Headings become buttons that sort by their column, once more the other way round.
for (const table of document.querySelectorAll('table.sortable')) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.onclick = () => {
      const down = heading.ariaSort === 'ascending';
      headings.forEach(other => other.removeAttribute('aria-sort'));
      heading.ariaSort = down ? 'descending' : 'ascending';
      const key = row => row.cells[column].dataset.value;
      const order = (a, b) => {
        if (a === '' || b === '') return (a === '') - (b === '');
        const both = isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
        return down ? -both : both;
      };
      const rows = [...table.tBodies[0].rows];
      table.tBodies[0].append(...rows.sort((a, b) => order(key(a), key(b))));
    };
  });
}
