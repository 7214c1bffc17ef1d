// Sorts tables by a column, filters cases and columns, moves through the matrix by arrow keys, makes
// what is closed at leisure, opens what a link leads to and comes back, and writes the commands of all
// implementations of a line.
'use strict';
const order = new Intl.Collator('en', {numeric: true}).compare;
const one = (selector, from) => (from || document).querySelector(selector);
const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
function make(tag, attributes, ...inside) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...inside);
  return element;
}

// --- sorting: within each body of a table, below its heading ---
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
  for (const body of table.tBodies) {
    const rows = Array.from(body.rows).filter(row => row.className !== 'a');
    rows.sort((a, b) => (down ? -1 : 1) * order(value(a, column), value(b, column)));
    body.append(...rows);
  }
}
function makeSortable(table) {
  for (const head of heads(table)) {
    const button = make('button', {type: 'button'}, ...head.childNodes);
    button.addEventListener('click', () => sort(table, head.cellIndex, head));
    head.append(button);
  }
}

// --- the matrix by keys: one of its cells is a stop of the Tab key ---
function stop(table, link) {
  if (table.stop) table.stop.tabIndex = -1;
  table.stop = link;
  if (link) link.tabIndex = 0;
}
function shown(element) {
  return element && !element.hidden && element.offsetParent !== null;
}
function beside(cell, down, right) {
  const rows = Array.from(cell.closest('table').querySelectorAll('tbody tr'));
  let row = rows.indexOf(cell.parentNode), column = cell.cellIndex, next, link;
  do {
    row += down;
    column += right;
    next = rows[row] && rows[row].cells[column];
    if (!rows[row] || (right && !next)) return null;
    link = next && one('a', next);
  } while (!shown(link));
  return link;
}
const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
function makeWalkable(table) {
  stop(table, one('tbody a', table));
  table.addEventListener('focusin', event => {
    if (event.target.matches('tbody a')) stop(table, event.target);
  });
  table.addEventListener('keydown', event => {
    const cell = event.target.closest('tbody td, tbody th'), step = STEPS[event.key];
    if (!cell || !cell.parentNode.cells.length) return;
    const ends = all('a', cell.parentNode).filter(shown);
    const link = step ? beside(cell, ...step) : event.key === 'Home' ? ends[0]
      : event.key === 'End' ? ends[ends.length - 1] : null;
    if (!step && !link) return;
    event.preventDefault();
    if (link) link.focus();
  });
}

// --- what is behind a closed <details> is made after what is seen, or as soon as it may be asked for ---
const later = all('noscript.later');
function setUp(part) {
  all('table.sortable', part).forEach(makeSortable);
  all('table.matrix', part).forEach(makeWalkable);
}
function fill(holder) {
  const part = holder.parentNode;
  holder.outerHTML = holder.textContent;
  setUp(part);
}
function fillAll() {
  later.splice(0).forEach(fill);
}
function fillWhenIdle(time) {
  do {
    if (later.length) fill(later.shift());
  } while (later.length && time && time.timeRemaining() > 0);
  if (later.length) whenIdle(fillWhenIdle);
}
const whenIdle = self.requestIdleCallback || (work => setTimeout(work, 20));
setUp(document);
for (const event of ['pointerdown', 'keydown', 'click', 'input', 'beforeprint', 'hashchange', 'popstate'])
  addEventListener(event, fillAll, {capture: true, once: true});
document.addEventListener('toggle', event => {
  if (event.target.open && one(':scope > noscript.later', event.target)) fillAll();
}, true);
addEventListener('load', () => whenIdle(fillWhenIdle));

// --- links: what they lead to is opened and has the focus; Back gives it back ---
function reveal() {
  if (location.hash) fillAll();
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === 'DETAILS') at.open = true;
    at.hidden = false;
  }
  const focus = target.tagName === 'DETAILS' ? one('summary', target) : target;
  if (focus === target) target.tabIndex = -1;
  focus.focus({preventScroll: true});
  target.scrollIntoView();
}
const followed = [];
document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  history.replaceState({followed: followed.push(link) - 1}, '');
});
addEventListener('popstate', event => {
  const link = event.state && followed[event.state.followed];
  if (!link) return;
  link.focus({preventScroll: true});
  setTimeout(() => link.focus());
});
addEventListener('hashchange', () => {
  if (!(history.state && followed[history.state.followed])) reveal();
});

// --- filters ---
const filter = {words: '', finding: '', columns: ''};
const FINDINGS = {'': 'any finding', lost: 'lost', st: 'stalled', br: 'broken', or: 'orphaned',
  le: 'leaked', si: 'silent', un: 'could not be measured', d: 'not as expected'};
const found = {lost: '.s1,.s2,.s3,.s4,.s5'};
function fits(text, words) {
  return words.every(word => text.includes(word));
}
function split(text) {
  return text.toLowerCase().split(/[\s,]+/).filter(Boolean);
}
function cases() {
  const words = split(filter.words), fitting = new Set();
  for (const item of all('details.case')) {
    const text = `${item.firstElementChild.textContent} ${item.dataset.awaits || ''}`.toLowerCase();
    if (fits(text, words)) fitting.add(`#${item.id}`);
  }
  return fitting;
}
function filterRows(table, fitting) {
  const wanted = filter.finding && (found[filter.finding] || `.${filter.finding}`);
  let left = 0;
  for (const body of table.tBodies) {
    let some = 0;
    for (const row of body.rows) {
      if (row.className === 'a') continue;
      row.hidden = !fitting.has(row.cells[0].firstChild.hash) || (wanted && !one(wanted, row));
      some += !row.hidden;
      if (!row.hidden) fitting.left.add(row.cells[0].firstChild.hash);
    }
    body.hidden = some === 0;
    left += some;
  }
  if (!shown(table.stop)) stop(table, all('tbody tr:not([hidden]) a', table)[0]);
  return left;
}
const style = document.head.appendChild(make('style', {}));
function filterColumns() {
  const words = split(filter.columns), table = one('table.matrix'), rules = [];
  if (!table) return;
  const names = Array.from(heads(table)).slice(1).map(head => (head.title || head.textContent).toLowerCase());
  const on = names.map(name => words.length === 0 || words.some(word => name.includes(word)));
  on.forEach((yes, i) => {
    if (!yes) rules.push(`.matrix tr:not(.a):not(.groups) > :nth-child(${i + 2})`);
  });
  style.textContent = rules.length ? `${rules.join(',')} { display: none; }` : '';
  for (const row of all('.matrix tr.groups')) {
    let at = 0;
    for (const head of Array.from(row.cells).slice(1)) {
      head.of = head.of || head.colSpan;
      const count = on.slice(at, at += head.of).filter(Boolean).length;
      head.hidden = count === 0;
      head.colSpan = count || 1;
      head.style.setProperty('--n', count);
    }
  }
}
function refilter() {
  const fitting = cases();
  fitting.left = new Set();
  filterColumns();
  const left = all('table.matrix').map(table => filterRows(table, fitting));
  const narrow = filter.finding ? fitting.left : fitting;
  for (const item of all('details.case')) item.hidden = !narrow.has(`#${item.id}`);
  one('#left').textContent = filter.words || filter.finding || filter.columns
    ? `${narrow.size} cases; ${left[0] || 0} in the first matrix` : '';
}
function field(name, label, input) {
  input.addEventListener('input', () => { filter[name] = input.value; refilter(); });
  return make('label', {}, label, input);
}
function addFilters() {
  const select = make('select', {},
    ...Object.keys(FINDINGS).map(key => make('option', {value: key}, FINDINGS[key])));
  one('#filters').append(
    field('words', 'Cases ', make('input', {type: 'search', id: 'words', placeholder: 'id, name, what it awaits'})),
    field('finding', 'Found ', select),
    field('columns', 'Implementations ', make('input', {type: 'search', placeholder: '3.12 uvloop'})),
    make('span', {id: 'left', role: 'status'}));
}
if (one('#filters') && one('table.matrix')) addFilters();
document.addEventListener('keydown', event => {
  const input = one('#words');
  if (event.key === '/' && input && !event.target.closest('input, select')) {
    event.preventDefault();
    input.focus();
  } else if (event.key === 'Escape' && event.target.matches('#filters input')) {
    event.target.value = '';
    event.target.dispatchEvent(new Event('input'));
  }
});

// --- commands: one names one implementation, in <b>; the line's others follow, the one asked for first ---
// The implementation of a cell of a matrix.
function place(cell) {
  const head = heads(cell.closest('table'))[cell.cellIndex];
  return head.title || head.textContent;
}
function places(line) {
  return all(`.matrix a[href="#${line.id}"]`).map(a => place(a.parentNode));
}
function commands(line) {
  const pre = one('.repeat pre', line);
  if (!pre) return;
  const name = pre.firstElementChild;
  if (name) pre.parts = [name.previousSibling.data, name.nextSibling ? name.nextSibling.data : ''];
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
reveal();
