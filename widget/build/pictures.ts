import { encode } from 'fast-png';

/** The pictures that amoCRM wants of an integration (widget/manifest.json's neighbours), by name: width and height. */
export const PICTURES = {
  logo: [130, 100],
  logo_main: [400, 272],
  logo_medium: [240, 84],
  logo_min: [84, 84],
  logo_small: [108, 108],
} as const satisfies Record<string, readonly [number, number]>;

type Colour = readonly [number, number, number];
const GROUND: Colour = [29, 95, 158];
const HALVES: readonly [Colour, Colour] = [
  [255, 255, 255],
  [255, 190, 70],
];

/** A relay baton in two halves: the one hand and the other. Drawn, so that no picture has to be kept. */
export function picture(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  const size = Math.min(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [along, off] = turned((x + 0.5 - width / 2) / size, (height / 2 - y - 0.5) / size);
      const outside = Math.hypot(Math.max(0, Math.abs(along) - 0.34), off) - 0.06;
      const covered = Math.min(1, Math.max(0, 0.5 - outside * size));
      const baton = along < 0 ? HALVES[0] : HALVES[1];
      for (const [channel, ground] of GROUND.entries())
        data[(y * width + x) * 3 + channel] = Math.round(ground + ((baton[channel] ?? 0) - ground) * covered);
    }
  return encode({ width, height, data, channels: 3, depth: 8 }, { zlib: { level: 9 } });
}

/** Along the baton, which stands at 45°, and across it. */
const turned = (x: number, y: number): [number, number] => [(x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2];
