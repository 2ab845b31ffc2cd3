/** Narrows the table to what is typed and chosen; without it the page shows everything. */
export const PAGE_SCRIPT = `
(() => {
  const words = document.getElementById('words');
  const which = document.getElementById('which');
  const count = document.getElementById('count');
  const rows = [...document.querySelectorAll('tbody tr')];
  const narrow = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const kinds = row.dataset.is.split(' ');
      const fits = wanted.every((word) => text.includes(word)) && (which.value === '' || kinds.includes(which.value));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown + ' of ' + rows.length + ' shown';
  };
  words.addEventListener('input', narrow);
  which.addEventListener('change', narrow);
  document.getElementById('bar').hidden = false;
  narrow();
})();
`;
