import { stripVTControlCharacters } from 'node:util';

const ANY_LINES = '…';

/** Whether a command printed what a guide shows; `…` stands for anything in a line, a line of `…` for any lines. */
export function showsTruly(printed, shown) {
  return matchLines(linesOf(printed), linesOf(shown));
}

/** Whether a program that still runs has printed by now what a guide shows. */
export function hasShown(printed, shown) {
  return matchLines(linesOf(printed), [ANY_LINES, ...linesOf(shown), ANY_LINES]);
}

/** Takes as few lines as it can for each `…`, and one more whenever what follows it does not fit. */
function matchLines(printed, shown) {
  let [at, expected] = [0, 0];
  let retry;
  while (at < printed.length) {
    if (shown[expected] === ANY_LINES) {
      retry = { at, expected };
      expected += 1;
    } else if (expected < shown.length && matchesLine(printed[at], shown[expected])) {
      at += 1;
      expected += 1;
    } else if (retry === undefined) return false;
    else {
      retry.at += 1;
      at = retry.at;
      expected = retry.expected + 1;
    }
  }
  return shown.slice(expected).every((line) => line === ANY_LINES);
}

function matchesLine(printed, shown) {
  return new RegExp(`^${shown.split('…').map(RegExp.escape).join('.*?')}$`).test(printed);
}

function linesOf(text) {
  const plain = stripVTControlCharacters(text).replaceAll('\r', '');
  return plain
    .replaceAll(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '')
    .split('\n');
}
