import Type, { type TSchema } from 'typebox';

/** An object schema with this option refuses unknown fields. */
export const closed = { additionalProperties: false } as const;

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
