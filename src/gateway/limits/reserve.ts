/** Of what everybody shares, the part that newcomers leave to those who were there before them (P8). */
export const reserved = (all: number): number => Math.floor(all / 10);
