// Sorts tables by a column, moves through the matrix by arrow keys, opens what a link leads to, and
// writes the commands of all implementations of a line.
'use strict';
const order = new Intl.Collator('en', {numeric: true}).compare;
function value(row, column) {
  const cell = row.cells[column];
  return cell === undefined ? '' : cell.dataset.v || cell.textContent;
}
function heads(table) {
  return table.tHead.rows[table.tHead.rows.length - 1].cells;
}
function sort(table, column, head) {
  const down = head.getAttribute('aria-sort') === 'ascending';
  for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const rows = Array.from(table.tBodies[0].rows);
  rows.sort((a, b) => (down ? -1 : 1) * order(value(a, column), value(b, column)));
  table.tBodies[0].append(...rows);
}
for (const table of document.querySelectorAll('table.sortable'))
  for (const head of heads(table)) {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(table, head.cellIndex, head));
    head.append(button);
  }
for (const table of document.querySelectorAll('table.matrix')) {
  const links = table.tBodies[0].querySelectorAll('a');
  links.forEach((link, i) => { link.tabIndex = i === 0 ? 0 : -1; });
  table.addEventListener('keydown', event => {
    const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
    let cell = event.target.closest('tbody td, tbody th');
    if (!step || !cell) return;
    event.preventDefault();
    let row = cell.parentNode, column = cell.cellIndex;
    do {
      column += step[1];
      row = step[0] < 0 ? row.previousElementSibling : step[0] > 0 ? row.nextElementSibling : row;
      cell = row && row.cells[column];
    } while (cell && !cell.querySelector('a'));
    if (cell) cell.querySelector('a').focus();
  });
}
function reveal() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  target.scrollIntoView();
}
// The implementation of a cell of a matrix.
function place(cell) {
  const head = heads(cell.closest('table'))[cell.cellIndex];
  return head.title || head.textContent;
}
function places(line) {
  return Array.from(document.querySelectorAll(`.matrix a[href="#${line.id}"]`), a => place(a.parentNode));
}
// A command names one implementation, in <b>: the line's others follow, the one asked for first.
function commands(line) {
  const pre = line.cells[7].querySelector('pre'), one = pre.firstElementChild;
  if (one) pre.parts = [one.previousSibling.data, one.nextSibling ? one.nextSibling.data : ''];
  if (!pre.parts) return;
  const names = places(line), asked = line.cells[1].dataset.asked;
  const rest = names.filter(other => other !== asked);
  pre.textContent = (names.includes(asked) ? [asked, ...rest] : names)
    .map(other => pre.parts.join(other)).join('\n');
}
document.addEventListener('toggle', event => {
  const line = event.target.open && event.target.closest('tr[id]');
  if (line) commands(line);
}, true);
document.addEventListener('click', event => {
  const cell = event.target.closest('.matrix td');
  const line = cell && cell.firstChild && document.getElementById(cell.firstChild.hash.slice(1));
  if (!line) return;
  line.cells[1].dataset.asked = place(cell);
  commands(line);
});
addEventListener('hashchange', reveal);
reveal();
