// The addresses of scripts that a page starts: under a policy that requires Trusted Types, browsers
// take none that nobody vouches for.
//
// https://developer.mozilla.org/docs/Web/API/Trusted_Types_API

/** The part of the API that is used; not every browser has it. */
interface Factory {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

declare global {
  var trustedTypes: Factory | undefined;
}

/** The name in builder/site/policy.py. */
const NAME = "atelier";

const { origin: own } = new URL(import.meta.url);

const policy = globalThis.trustedTypes?.createPolicy(NAME, {
  createScriptURL(url) {
    const { origin, protocol } = new URL(url);
    if (protocol === "blob:" || origin === own) return url;
    throw new TypeError(`${url} is no script of this site.`);
  },
});

/** The address of a script of this site's own, or of a blob that imports one. */
export function trustedScript(url: URL | string): string {
  const address = String(url);
  return policy ? policy.createScriptURL(address) : address;
}
