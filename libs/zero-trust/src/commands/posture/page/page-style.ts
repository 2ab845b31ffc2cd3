/** The whole look of the page: no font, image or sheet is loaded. Colours meet WCAG 2.2 AA on both grounds. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--line:#dfe3e8;--text:#17202b;--soft:#57626f;--accent:#0b5bd3;
--chip:#eef2f7;--good:#0a6b3d;--good-ground:#e3f6ea;--warn:#8a4b00;--warn-ground:#fff1dc;--bad:#b3131f;--bad-ground:#fde8e9}
@media (prefers-color-scheme:dark){:root{--ground:#0e1217;--card:#161c24;--line:#2a333e;--text:#e7ecf2;--soft:#a3afbd;
--accent:#7db4ff;--chip:#222b36;--good:#6fdc9c;--good-ground:#12301f;--warn:#ffc46b;--warn-ground:#38280f;--bad:#ff9aa2;--bad-ground:#3b161a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1680px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.02em}
h2{font-size:17px;margin:36px 0 12px}
.lead{margin:6px 0 24px;color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.tiles b{display:block;font-size:28px;line-height:1.15;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:13px}
.spots{margin:0;padding:0;list-style:none;display:grid;gap:8px}
.spots li{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:8px;padding:9px 14px;display:flex;gap:6px 14px;flex-wrap:wrap;align-items:baseline}
.spots em{font-style:normal;font-weight:600;color:var(--warn)}
.spots q{color:var(--soft);quotes:none}
.bar{display:flex;gap:12px;flex-wrap:wrap;align-items:center;margin:0 0 12px}
.bar input,.bar select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:8px 12px;min-height:40px}
.bar input{flex:1 1 320px}
.bar output{color:var(--soft);font-size:14px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.frame{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:10px 14px;border-bottom:1px solid var(--line)}
thead th{font-size:12px;font-weight:600;color:var(--soft);white-space:nowrap;background:var(--ground)}
tbody tr:last-child>*{border-bottom:0}
tbody th{font-weight:600;min-width:250px}
td{min-width:132px}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
small{display:block;font-weight:400;color:var(--soft);font-size:12.5px;margin-top:2px}
.method{display:inline-block;min-width:52px;font:700 11.5px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--accent)}
.method.changes{color:var(--warn)}
.chip{display:inline-block;background:var(--chip);border-radius:6px;padding:1px 7px;margin:0 4px 4px 0;font-size:13px;overflow-wrap:break-word}
.open{background:var(--bad-ground);color:var(--bad)}
.closed{background:var(--good-ground);color:var(--good)}
.trial{background:var(--warn-ground);color:var(--warn)}
.none{color:var(--soft)}
footer{margin-top:28px;color:var(--soft);font-size:13px}
@media print{body{background:#fff}.bar{display:none}.frame{overflow:visible}}
`;
