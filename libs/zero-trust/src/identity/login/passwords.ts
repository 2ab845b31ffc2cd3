export { PasswordHasher, type PasswordCheck, type PasswordHasherOptions } from './password-hasher.js';
export { PasswordPolicy, type PasswordPolicyOptions, type PasswordProblem } from './password-policy.js';
