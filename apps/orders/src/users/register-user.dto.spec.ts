import { describe, expect, it } from 'vitest';
import { brokenRules } from '../testing/broken-rules.js';
import { RegisterUserDto } from './register-user.dto.js';

const GOOD = {
  email: 'new@people.example',
  displayName: 'New Here',
  password: 'umbrella-otter-lamplight-42',
};
const LONG_ADDRESS = `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`;

describe('a registration', () => {
  it('may have white space around what people type', () => {
    expect(brokenRules(RegisterUserDto, { ...GOOD, email: ' new@people.example ' })).toEqual({});
  });

  it.each([
    ['email', 7, ['isEmail', 'maxLength']],
    ['email', 'nobody', ['isEmail']],
    ['email', LONG_ADDRESS, ['isEmail', 'maxLength']],
    ['displayName', 7, ['isLength', 'isString', 'matches']],
    ['displayName', 'a'.repeat(101), ['isLength']],
    ['password', 'password1234', ['isStrongPassword']],
    ['password', ['umbrella-otter-lamplight-42'], ['isStrongPassword']],
  ])('is none whose %s is %j', (name, value, rules) => {
    expect(brokenRules(RegisterUserDto, { ...GOOD, [name]: value })).toEqual({ [name]: rules });
  });

  it('needs everything', () => {
    expect(Object.keys(brokenRules(RegisterUserDto, {})).toSorted()).toEqual(Object.keys(GOOD).toSorted());
  });
});
