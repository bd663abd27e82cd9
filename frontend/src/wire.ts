// Messages as they go over the socket: the Jupyter protocol v1.kernel.websocket.jupyter.org.
//
// A message is a count, as many offsets (both 64 bits, little-endian), and then the parts: channel, header, parent
// header, metadata, content, and buffers, if any.

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";

const WORD = 8;
const JSON_PARTS = 4;

export interface Header {
  msg_id: string;
  msg_type: string;
  [more: string]: unknown;
}

export interface Message {
  channel: string;
  header: Header;
  parent_header: Partial<Header>;
  metadata: Record<string, any>;
  content: Record<string, any>;
  buffers: DataView[];
}

export interface Outgoing {
  header: Header;
  content: object;
  buffers: (ArrayBuffer | ArrayBufferView)[];
}

export function pack(message: Outgoing): ArrayBuffer {
  const encoder = new TextEncoder();
  const { header, content, buffers } = message;
  const parts = [
    encoder.encode("shell"),
    ...[header, {}, {}, content].map((part) => encoder.encode(JSON.stringify(part))),
    ...buffers.map(bytesOf),
  ];
  const count = parts.length + 1; // where each part begins, and where the last one ends
  let place = WORD * (count + 1);
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, place));
  const numbers = new DataView(packed.buffer);
  const note = (index: number, value: number) => numbers.setBigUint64(WORD * index, BigInt(value), true);
  note(0, count);
  parts.forEach((part, index) => {
    note(index + 1, place);
    packed.set(part, place);
    place += part.byteLength;
  });
  note(count, place);
  return packed.buffer;
}

export function unpack(packed: ArrayBuffer): Message {
  const numbers = new DataView(packed);
  const at = (index: number) => Number(numbers.getBigUint64(WORD * index, true));
  const decoder = new TextDecoder();
  const part = (index: number) => new DataView(packed, at(index + 1), at(index + 2) - at(index + 1));
  const json = (index: number) => JSON.parse(decoder.decode(part(index)));
  const buffers = Array.from({ length: at(0) - JSON_PARTS - 2 }, (_, index) => part(index + JSON_PARTS + 1));
  return {
    channel: decoder.decode(part(0)),
    header: json(1),
    parent_header: json(2),
    metadata: json(3),
    content: json(4),
    buffers,
  };
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
