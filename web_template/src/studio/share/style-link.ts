// The address that opens a studio with a recipe's style.

import type { Recipe } from "../model/recipe";
import type { PaintCall } from "../painting/call";
import type { StudioContext } from "../tool";
import { addressOf } from "./address";
import { sharedStyle } from "./collect";
import { encodeLink } from "./link";

export async function styleLink(
  context: StudioContext,
  recipe: Recipe,
  call: PaintCall,
): Promise<string> {
  return addressOf(encodeLink(await sharedStyle(context, recipe, call)));
}
