/** The treaty's part about folders that have an account and a token of their own. A token is named by its label: no secret is in any of it. */
import { z } from 'zod';

const MOST_RULES = 200;
// A control character has no business in a path that a hook and a terminal will read.
const path = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}]+$/u);
const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u);

const fields = {
  /** Of the token; null is this computer's shell token. */
  label: label.nullable(),
  project: z
    .string()
    .regex(/^project-[0-9A-Za-z]{24}$/)
    .nullable(),
  /** How long jobs here run, as `exec --needs` takes it. */
  needs: z
    .string()
    .regex(/^\d{1,5}[mhdwy]$/)
    .nullable(),
};
export const folderRule = z.strictObject({
  /** Absolute, without links; counts for all below it that has no nearer rule. */
  folder: path,
  accountId: z.string().min(1).max(900),
  ...fields,
});
export const folderRules = z.array(folderRule).max(MOST_RULES);
/** As a command says it: whose it is stands in the request. */
export const namedFolder = z.strictObject({ folder: path, ...fields });
export const folderPath = z.strictObject({ folder: path });

export const folderChoices = z.strictObject({
  accounts: z.array(z.strictObject({ accountId: z.string(), username: z.string(), platformName: z.string(), labels: z.array(z.string()) })),
});

export type FolderChoices = z.infer<typeof folderChoices>;
export type FolderRule = z.infer<typeof folderRule>;
