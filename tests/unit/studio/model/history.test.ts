import assert from "node:assert/strict";
import { test } from "node:test";
import { RecipeHistory } from "../../../../web_template/src/studio/model/history";
import { recipeOf } from "../recipes";

test("every step is undone and redone", () => {
  const history = new RecipeHistory(recipeOf({ strength: 1 }));
  history.change({ strength: 0.5 });
  history.change({ strength: 0.25 });
  assert.ok(history.canUndo && !history.canRedo);
  history.undo();
  assert.equal(history.value.strength, 0.5);
  history.undo();
  assert.equal(history.value.strength, 1);
  assert.ok(!history.canUndo);
  history.undo();
  history.redo();
  history.redo();
  assert.equal(history.value.strength, 0.25);
  // Another way from here forgets the one that was taken back.
  history.undo();
  history.change({ colours: 1 });
  assert.ok(!history.canRedo);
});

test("a drag is one step", () => {
  const history = new RecipeHistory(recipeOf({ strength: 1 }));
  for (const strength of [0.9, 0.8, 0.7]) history.change({ strength }, { undoable: false });
  assert.ok(history.canUndo);
  history.change({});
  history.undo();
  assert.equal(history.value.strength, 1);
  assert.ok(!history.canUndo);
  history.redo();
  assert.equal(history.value.strength, 0.7);
  // One that is still going on is a step, too.
  history.change({ strength: 0.1 }, { undoable: false });
  history.undo();
  assert.equal(history.value.strength, 0.7);
});

test("what changes nothing is no step, and listeners do not hear of it", () => {
  const history = new RecipeHistory(recipeOf({ strength: 1 }));
  let heard = 0;
  const stop = history.subscribe(() => heard++);
  history.change({ strength: 1 });
  assert.equal(heard, 0);
  assert.ok(!history.canUndo);
  history.change({ strength: 0.5 });
  stop();
  history.undo();
  assert.equal(heard, 1);
});

test("a hundred steps are kept", () => {
  const history = new RecipeHistory(recipeOf({ size: 0 }));
  for (let size = 1; size <= 150; size++) history.change({ size });
  for (let k = 0; k < 150; k++) history.undo();
  assert.equal(history.value.size, 50);
});
