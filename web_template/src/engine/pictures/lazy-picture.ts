import type { SentPicture } from "../../shared/protocol";
import { type DecodedPicture, decode } from "./decode";

/** A picture in use by one request: decoded when its pixels are first needed. */
export interface OpenedPicture {
  readonly key: number | undefined;
  decoded(): Promise<DecodedPicture>;
}

/** Opens a picture for as long as `use` needs it. */
export async function opened<T>(
  sent: SentPicture,
  use: (picture: OpenedPicture) => Promise<T>,
): Promise<T> {
  let picture: Promise<DecodedPicture> | undefined;
  const decoded = () => {
    picture ??= decode(sent.source);
    return picture;
  };
  try {
    return await use({ key: sent.key, decoded });
  } finally {
    picture?.then(
      (open) => open.close(),
      () => {},
    );
  }
}
