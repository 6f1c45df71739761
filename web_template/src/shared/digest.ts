/**
 * The SHA-256 of some bytes in hexadecimal digits; undefined where browsers do not hash, which they do
 * on secure origins only.
 */
export async function sha256(bytes: BufferSource): Promise<string | undefined> {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  if (!digest) return undefined;
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
