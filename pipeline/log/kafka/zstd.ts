import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs, { CompressionTypes } from 'kafkajs';

const params = { [constants.ZSTD_c_compressionLevel]: 1 };
const MIN_CHUNK = 1_024;
/** How many times smaller records are mostly made. A wrong guess costs a copy. */
const RATIO = 8;

// Node works in chunks of 16 KiB unless told the size that is to be expected.
const codec = {
  compress: ({ buffer }: { buffer: Buffer }) => {
    const chunkSize = Math.max(MIN_CHUNK, Math.ceil(buffer.length / 2));
    return Promise.resolve(zstdCompressSync(buffer, { params, chunkSize }));
  },
  decompress: (buffer: Buffer) => {
    const chunkSize = Math.max(MIN_CHUNK, buffer.length * RATIO);
    return Promise.resolve(zstdDecompressSync(buffer, { chunkSize }));
  },
};

/** Lets kafkajs read and write zstd with Node's own, at level 1: producing is faster than without. */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[CompressionTypes.ZSTD] = () => codec;
}
