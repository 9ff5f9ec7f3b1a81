import { expect, it } from "vitest";
import { lossPage } from "../../../src/cli/cluster/loss-page.ts";
import { styleOf } from "../../../src/cli/style.ts";

const plain = styleOf(false, {});
const loss = {
  topic: "orders",
  partition: 3,
  leader: 2,
  accepted: false,
  replicas: [
    { broker: 1, inSync: true, lostDisk: true, endOffset: 0, lastEpoch: -1 },
    { broker: 2, inSync: false, lostDisk: false, endOffset: 5_100, lastEpoch: 4 },
    { broker: 3, inSync: false, lostDisk: false },
  ],
};

it("shows who has what, and what would begin", () => {
  expect(lossPage(loss, plain).split("\n")).toEqual([
    "BROKER  HAS                         LOG END  LAST EPOCH",
    "     1  nothing: its disk was lost        0           -",
    "     2  perhaps not all                5100           4",
    "     3  perhaps not all, away             -           -",
    "nothing was changed; --lose-records lets broker 2 lead, from offset 5,100 on",
    "",
  ]);
});

it("names who can still lead", () => {
  const whole = { broker: 1, inSync: true, lostDisk: false };
  const page = lossPage({ ...loss, leader: -1, replicas: [whole] }, plain);
  expect(page).toContain("broker 1 can lead partition 3 of orders: start it\nnone of the replicas");
  expect(page).toContain("all that was acknowledged, away");
});

it("says what was done", () => {
  const page = lossPage({ ...loss, accepted: true }, plain);
  expect(page).toContain("broker 2 leads partition 3 of orders: it goes on at offset 5,100\n");
});
