import { registerHooks } from 'node:module';

/** Preloaded by a child process: the packages in `WITHOUT_PACKAGES` are as good as not installed. */
const absent = (process.env['WITHOUT_PACKAGES'] ?? '').split(',');

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (absent.some((name) => specifier === name || specifier.startsWith(`${name}/`))) {
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
    }
    return nextResolve(specifier, context);
  },
});
