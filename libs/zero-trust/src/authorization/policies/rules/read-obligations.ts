import type { LogObligation, Obligation } from '../obligation.js';
import { plain, type RuleText, type TextValue } from './rule-text.js';

const FIELD = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;

/** Reads what must be done for a rule's permit to hold. */
export function readObligations(text: RuleText, value: TextValue | undefined): readonly Obligation[] {
  if (value === undefined) return [];
  const members = text.members(value, "'obligations'", Object.keys(READERS));
  return Object.entries(READERS).flatMap(([name, read]) => {
    const member = members.get(name);
    return member === undefined ? [] : [read(text, member)];
  });
}

const READERS: Readonly<Record<string, (text: RuleText, value: TextValue) => Obligation>> = {
  mask: (text, value) => ({
    type: 'mask',
    fields: readTexts(text, value, { what: "'mask'", pattern: FIELD }),
  }),
  step_up: readStepUp,
  log: readLog,
};

function readStepUp(text: RuleText, value: TextValue): Obligation {
  const members = text.members(value, "'step_up'", ['max_age_seconds', 'acr_values']);
  const [age, acr] = [members.get('max_age_seconds'), members.get('acr_values')];
  if (members.size === 0) {
    text.report(value, {
      problem: "'step_up' demands nothing",
      remedy: 'Add max_age_seconds or acr_values.',
    });
  }
  return {
    type: 'step-up',
    ...(age && { maxAgeSeconds: readSeconds(text, age) }),
    ...(acr && { acrValues: readTexts(text, acr, { what: "'acr_values'", pattern: /\S/ }) }),
  };
}

function readSeconds(text: RuleText, value: TextValue): number {
  const seconds = plain(value);
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  text.report(value, {
    problem: "'max_age_seconds' is out of range",
    remedy: 'Write a whole number above 0.',
  });
  return 1;
}

function readLog(text: RuleText, value: TextValue): LogObligation {
  const facts = Object.create(null) as Record<string, string | number | boolean>;
  for (const [name, fact] of text.entries(value, "'log'")) {
    const content = plain(fact);
    if (typeof content === 'string' || typeof content === 'number' || typeof content === 'boolean') {
      facts[name] = content;
    } else {
      text.report(fact, {
        problem: `the fact '${name}' cannot be logged`,
        remedy: 'Write a text, a number, true or false.',
      });
    }
  }
  return { type: 'log', facts: { ...facts } };
}

interface Texts {
  readonly what: string;
  readonly pattern: RegExp;
}

function readTexts(text: RuleText, value: TextValue, { what, pattern }: Texts): readonly string[] {
  const items = text.items(value, what);
  if (items.length === 0) text.report(value, { problem: `${what} is empty`, remedy: 'Name at least one.' });
  return items.flatMap((item) => {
    const content = plain(item);
    if (typeof content === 'string' && pattern.test(content)) return [content];
    text.report(item, { problem: `${what} holds something that is no name`, remedy: 'Write its name.' });
    return [];
  });
}
