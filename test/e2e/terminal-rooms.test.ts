// Two people at two terminals on two gateways do everything that rooms and people can.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../support/chat.ts';
import { sitAtTerminal, type TestTerminal } from '../support/terminal.ts';

describe('rooms and people at two terminals on two gateways', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: TestTerminal;
  let bob: TestTerminal;

  before(async () => {
    chat = await startChat({ gateways: 2 });
    const [here = '', there = ''] = chat.urls();
    ada = sitAtTerminal({ NAME: 'Ada', ROOM: 'lobby', CHAT_URLS: here });
    bob = sitAtTerminal({ NAME: 'Bob', ROOM: 'lobby', CHAT_URLS: there });
    for (const one of [ada, bob]) await one.see(/you are in #lobby/);
  });
  after(async () => {
    ada?.kill();
    bob?.kill();
    await chat?.stop();
  });
  const numberIn = async (terminal: TestTerminal, line: RegExp) =>
    (await terminal.see(line))[1] ?? assert.fail();

  it('make a private room, ask somebody in, and send them out', async () => {
    ada.type('/create plans private Our plans');
    await ada.see(/You made this room\./);
    await ada.see(/you are in #plans: Our plans · private/);
    bob.type('/join plans');
    await bob.see(/#plans: plans is not open to you: somebody who is in it may invite you/);
    bob.press('half a thought');
    await ada.ask('/invite @bob', /You invited Bob \(guest\)\./);
    await bob.see(/Ada \(guest\) asks you into #plans: \/accept plans, or \/decline plans/);
    await bob.see(/#lobby › half a thought$/);
    bob.press('\u0015');
    bob.type('/accept');
    await bob.see(/you are in #plans: Our plans · private/);
    await ada.see(/Bob \(guest\) joined\./);
    ada.type('/remove @Bob');
    await bob.see(/! Ada sent you out of #plans: \/join lobby goes back to #lobby/);
    bob.type('/join plans');
    await bob.see(/not open to you/);
    await ada.ask('/invite @Bob', /You invited Bob \(guest\)\./);
    await bob.see(/asks you into #plans/);
    bob.type('/join plans');
    await bob.see(/you are in #plans/);
    await ada.see(/Bob \(guest\) joined\./);
  });

  it('change what the room is, and say who may do what in it', async () => {
    ada.type('/topic tea, and nothing else');
    await bob.see(/Ada \(guest\) set the topic to “tea, and nothing else”\./);
    bob.type('/topic coffee');
    await bob.see(/! an owner of the room changes it/);
    ada.type('/role @Bob moderator');
    await bob.see(/Ada \(guest\) made you a moderator\./);
    bob.type('/slow 30');
    await ada.see(/Bob \(guest\) turned slow mode on: a message each every 30 seconds\./);
    bob.type('/slow off');
    await ada.see(/Bob \(guest\) turned slow mode off\./);
    await ada.ask(
      '/who',
      /2 in #plans: [\s\S]*Ada \(guest\) · owner · here\nBob \(guest\) · moderator · here/,
    );
    ada.type('/leave');
    await ada.see(/! you are the only owner: make somebody else one first/);
    ada.type('/role @Bob member');
    await bob.see(/made you a plain member\./);
  });

  it('mute, ban and let somebody in again', async () => {
    ada.type('/mute @Bob 10m');
    await bob.see(/Ada \(guest\) muted you until \d\d:\d\d\./);
    bob.type('am I heard?');
    await bob.see(/! not sent: am I heard\? \(you are muted in plans until \d\d:\d\d\)/);
    ada.type('/unmute @Bob');
    await bob.see(/Ada \(guest\) unmuted you\./);
    ada.type('/ban @Bob');
    await bob.see(/! Ada banned you from #plans/);
    bob.type('/join plans');
    await bob.see(/you are banned from plans/);
    await ada.ask('/unban @Bob', /You lifted the ban on Bob \(guest\)\./);
    ada.type('/private off');
    await ada.see(/You made this room public\./);
    await bob.ask('/rooms all', /#plans {2}Our plans — tea, and nothing else · 1 member/);
    bob.type('/join plans');
    await bob.see(/you are in #plans: Our plans · tea, and nothing else/);
    ada.type('/archive');
    await bob.see(/Ada \(guest\) archived this room: nobody writes in it any more\./);
    bob.type('too late');
    await bob.see(/! not sent: too late \(plans is archived: nobody writes in it\)/);
    ada.type('/archive off');
    await bob.see(/Ada \(guest\) opened this room again\./);
  });

  it('find what was said, and what stands around it', async () => {
    bob.type('the red teapot');
    await ada.see(/\d+ \d\d:\d\d Bob \(guest\) {2}the red teapot/);
    bob.type('is broken');
    await ada.see(/Bob \(guest\) {2}is broken/);
    ada.type('/join lobby');
    await ada.see(/you are in #lobby/);
    await ada.ask('/search teapot', /\d+ \d\d:\d\d #plans Bob \(guest\) {2}the red teapot/);
    const number = await numberIn(ada, /(\d+) \d\d:\d\d #plans Bob \(guest\) {2}the red teapot/);
    ada.type(`/around ${number}`);
    await ada.see(/around \d+, #plans:\n[\s\S]*the red teapot ←\n[\s\S]*is broken/);
    ada.type(`/reply ${number} poor pot`);
    await bob.see(/Ada \(guest\) ↪ Bob ‹the red teapot› {2}poor pot/);
  });

  it('speak with each other alone, take another name, and leave', async () => {
    await ada.ask('/dm @Bob', /you are in @Bob/);
    await bob.see(/Ada \(guest\) wants to speak with you: \/accept/);
    bob.type('/accept');
    await bob.see(/you are in @Ada/);
    bob.type('just us');
    await ada.see(/Bob \(guest\) {2}just us/);
    bob.type('/rename Robert');
    await bob.see(/you are Robert now/);
    await ada.ask('/create next private', /you are in #next: private|there is a room next already/);
    await ada.ask('/invite @Robert', /You invited Robert \(guest\)\./);
    await bob.see(/asks you into #next/);
    bob.type('/decline');
    await bob.see(/you said no to #next/);
    await ada.see(/Robert \(guest\) declined the invitation\./);
    bob.type('/leave');
    await bob.see(/you left @Ada and are in #lobby/);
    bob.type('/help role');
    await bob.see(/\/role @name role +say what somebody may do here/);
    assert.deepEqual([await ada.quit(), await bob.quit()], [0, 0]);
  });
});
