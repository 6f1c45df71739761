import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../../web_template/src/unstarted/fault";

test("what a server's answer says of a script", () => {
  assert.equal(faultOf(undefined), "unreachable");
  assert.equal(faultOf({ status: 404, type: "text/html" }), "missing");
  assert.equal(faultOf({ status: 503, type: "text/javascript" }), "missing");
  assert.equal(faultOf({ status: 200, type: "text/plain" }), "type");
  assert.equal(faultOf({ status: 200, type: "application/octet-stream" }), "type");
  assert.equal(faultOf({ status: 200, type: "" }), "type");
  assert.equal(faultOf({ status: 200, type: "text/javascript; charset=utf-8" }), undefined);
  assert.equal(faultOf({ status: 200, type: "application/javascript" }), undefined);
  assert.equal(faultOf({ status: 200, type: "application/x-javascript" }), undefined);
});
