// The rows of a cluster, proven and made anew as an operator does it: by `make`, in Jobs, while people talk.
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { chatUrl, deploy, inside, manifests, remove, sql } from './deployment.ts';
import { type Typed, typed } from './operator.ts';
import { EQUAL, EXCHANGED, gatherPeople, type People, shown } from './people.ts';

const JOB = 'batch.kubernetes.io/job-name=rebuild';
const GOES_ON = /^Goes on behind [1-9].*$/m;

describe('rows on a cluster', () => {
  let people: People;
  before(async () => {
    await remove();
    const rendered = await manifests();
    await deploy(rendered.replace('maxReplicas: 3', 'maxReplicas: 1'));
    people = await gatherPeople(await chatUrl());
    await people.meanwhile('nothing', async () => undefined);
  });
  after(async () => {
    people?.close();
    if (!process.env['KEEP']) await remove();
  });

  const calmly = (what: string, happen: () => Promise<unknown>) =>
    people.meanwhile(what, happen, { calm: true });

  it('are proven while people talk', async () => {
    await calmly('make verify', async () => {
      const { code, said } = await typed('verify').ended;
      assert.equal(code, 0, said);
      shown(said, EQUAL);
    });
  });

  it('are made anew by a Job, which goes on when who followed it has left and its pod is killed', async () => {
    await calmly('make rebuild, its pod killed', () =>
      whileTablesAreHeld(async (letGo) => {
        const left = typed('rebuild');
        await untilHeld(left);
        left.interrupt();
        assert.notEqual((await left.ended).code, 0);
        const followed = typed('rebuild');
        await untilHeld(followed);
        assert.match(followed.said(), /A rebuild is under way/);
        await inside('delete', 'pod', '-l', JOB, '--grace-period=0', '--force');
        await eventually(() => assert.match(followed.said(), GOES_ON), { deadlineMs: 120_000 });
        await letGo();
        const { code, said } = await followed.ended;
        assert.equal(code, 0, said);
        shown(said, EXCHANGED);
        // Of each pod once, however often it was looked.
        assert.equal(said.match(/Goes on behind/g)?.length, 1, said);
      }),
    );
    await people.rowsAreTheLog();
  });

  it('are as before when its Job is killed, and made anew when it is run again', async () => {
    await calmly('make rebuild, its Job killed', () =>
      whileTablesAreHeld(async (letGo) => {
        const cut = typed('rebuild');
        await untilHeld(cut);
        await inside('delete', 'job', 'rebuild');
        const { code, said } = await cut.ended;
        assert.notEqual(code, 0, said);
        assert.match(said, /The Job was deleted/);
        await letGo();
        const again = await typed('rebuild').ended;
        assert.equal(again.code, 0, again.said);
        shown(again.said, GOES_ON);
        shown(again.said, EXCHANGED);
        assert.match(again.said, /^message: [1-9][\d,]* rows, alike\.$/m);
        const proven = await typed('verify').ended;
        assert.equal(proven.code, 0, proven.said);
        shown(proven.said, EQUAL);
      }),
    );
    await people.rowsAreTheLog();
  });

  it('that somebody changed are named by their sequence, and set right by a rebuild', async () => {
    const seq = await sql("select max(seq) from message where room = 'lobby'");
    await sql(`update message set text = 'never said' where seq = ${seq}`);
    const different = await typed('verify').ended;
    assert.notEqual(different.code, 0, different.said);
    shown(different.said, new RegExp(`^different +${seq} .*never said.*$`, 'm'));
    assert.match(different.said, /The rows are not the log: 1 differences/);
    const mended = await typed('rebuild').ended;
    assert.equal(mended.code, 0, mended.said);
    shown(mended.said, /^message: .* 1 change\. Among them:$/m);
    await people.rowsAreTheLog();
  });

  it('are proven by the CronJob that sleeps, when it is made to run', async () => {
    assert.equal(
      await inside('get', 'cronjob', 'verify', '-o', 'jsonpath={.spec.suspend}'),
      'true',
    );
    await calmly('the CronJob run once', async () => {
      await inside('create', 'job', 'by-hand', '--from=cronjob/verify');
      await inside('wait', 'job/by-hand', '--for=condition=Complete', '--timeout=120s');
    });
    shown(await inside('logs', 'job/by-hand'), EQUAL);
    await inside('delete', 'job', 'by-hand');
  });
});

/** A transaction of nobody of ours reads a table and stays, until it is let go: new rows cannot be exchanged. */
async function whileTablesAreHeld(
  happen: (letGo: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const name = 'holds-tables';
  const held = `from pg_stat_activity where application_name = '${name}'`;
  const holding = sql(`set application_name = '${name}'; select count(*), pg_sleep(600) from room`);
  const letGo = () => sql(`select pg_terminate_backend(pid) ${held}`);
  // It is ended, not waited for.
  holding.catch(() => undefined);
  try {
    await eventually(async () => assert.equal(await sql(`select count(*) ${held}`), '1'), {
      deadlineMs: 30_000,
    });
    await happen(letGo);
  } finally {
    await letGo();
  }
}

const untilHeld = ({ said }: Typed) =>
  eventually(() => assert.match(said(), /Not exchanged yet: postgres .*holds the tables/), {
    deadlineMs: 120_000,
  });
