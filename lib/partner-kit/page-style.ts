/** How the page of a guide looks, on a screen and on paper. */
export const style = `
:root { --text: #1d2129; --quiet: #59616e; --page: #fff; --raised: #f4f5f7; --line: #d5d9e0; --link: #0b57a4;
  --must: #8a1f11; --good: #0f5f2c; --off: #59616e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8ec; --quiet: #a5adba; --page: #16181d; --raised: #20242b; --line: #3a404a; --link: #7db8f5;
    --must: #ff9c8a; --good: #7fd99b; --off: #a5adba; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3.5rem 0 1rem; padding-bottom: .4rem; border-bottom: 2px solid var(--line); font-size: 1.5rem; }
h3 { margin: 2.5rem 0 .75rem; font-size: 1.15rem; }
h4 { margin: 0 0 .6rem; font-size: 1.05rem; }
small { color: var(--quiet); font-size: .8em; font-weight: normal; }
a { color: var(--link); }
nav ul { margin: 1rem 0 0; padding-left: 1.2rem; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
caption { padding-bottom: .4rem; text-align: left; color: var(--quiet); }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal; }
thead th { border-bottom-width: 2px; color: var(--quiet); font-size: .8rem; }
td ul { margin: 0; padding: 0; list-style: none; }
td p { margin: .2rem 0 0; }
td:nth-child(n+3) { overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-size: .92em; }
pre { margin: 0 0 1rem; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: 4px; background: var(--raised);
  white-space: pre-wrap; overflow-wrap: anywhere; }
.number { display: inline-block; width: 2.5em; color: var(--quiet); user-select: none; }
article { margin: 2.2rem 0; padding-top: .2rem; }
.elements, .overview, .samples { table-layout: fixed; }
.elements th:nth-child(1) { width: 9%; }
.elements th:nth-child(2) { width: 19%; }
.elements th:nth-child(3), .elements th:nth-child(4) { width: 17%; }
.elements th:nth-child(6) { width: 14%; }
.overview th:nth-child(1) { width: 14%; }
.overview th:nth-child(3) { width: 36%; }
.overview th:nth-child(4) { width: 12%; }
.samples th:nth-child(1), .samples th:nth-child(2) { width: 30%; }
.samples td { overflow-wrap: anywhere; }
.use { font-weight: 600; }
.use.mandatory, .use.bad { color: var(--must); }
.use.good { color: var(--good); }
.use.optional, .use.conditional { font-weight: normal; }
.use.not-used { color: var(--off); text-decoration: line-through; text-decoration-thickness: 1px; }
.others, .conditions { color: var(--quiet); font-size: .85rem; }
.conditions { margin: .6rem 0 0; padding-left: 1.1rem; }
@media (max-width: 44rem) { body { padding: 1rem; } table { display: block; overflow-x: auto; } }
@media print {
  :root { --text: #000; --quiet: #444; --page: #fff; --raised: #fff; --line: #aaa; --link: #000; --must: #000; --good: #000; --off: #444; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-before: page; }
  h2, h3, h4, thead { break-after: avoid; }
  tr, pre { break-inside: avoid; }
  a { text-decoration: none; }
  @page { margin: 16mm 14mm; }
}
`
