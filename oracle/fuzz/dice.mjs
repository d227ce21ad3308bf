// Chance that can be repeated: the same seed throws the same numbers (a 32-bit LCG whose output is mixed, so that low bits are as good as high ones).

export class Dice {
  constructor(seed) {
    this.state = seed >>> 0;
    for (let i = 0; i < 8; i++) this.next();
  }

  next() {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
    x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
    return (x ^ (x >>> 16)) >>> 0;
  }

  /** 0 … n − 1. */
  below(n) {
    return Math.floor((this.next() / 2 ** 32) * n);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(share) {
    return this.next() / 2 ** 32 < share;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  shuffle(list) {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }

  /** Between `low` and `high` of a list, none twice. */
  some(list, low, high) {
    return this.shuffle(list).slice(0, this.between(low, high));
  }
}
