/** JSON that a test looks into without saying its shape first: whatever `JSON.parse` gives. */
export type Json = ReturnType<typeof JSON.parse>;
