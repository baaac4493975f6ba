// In which scripts, and in which of them together, a name may be written: those in use today (UAX #31, recommended and limited
// use), and the three mixtures of UTS #39's "highly restrictive". Digits, marks and emoji are of no script. Pure.

/** Those that are written beside each other, in Japan, in China and in Korea. */
const TOGETHER = ['Latin Han Hiragana Katakana', 'Latin Han Bopomofo', 'Latin Han Hangul'];

const ALONE = `
Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam
Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan
Adlam Balinese Bamum Batak Canadian_Aboriginal Chakma Cham Cherokee Hanifi_Rohingya Javanese Kayah_Li Lepcha Limbu Lisu
Mandaic Meetei_Mayek Miao Mongolian New_Tai_Lue Newa Nko Nyiakeng_Puachue_Hmong Ol_Chiki Osage Saurashtra Sundanese
Syloti_Nagri Syriac Tai_Le Tai_Tham Tai_Viet Tifinagh Vai Wancho Yi`;

const inScripts = (scripts: string): RegExp => {
  const ofThem = scripts.split(' ').map((script) => `\\p{Script_Extensions=${script}}`);
  return new RegExp(`^[\\p{scx=Common}\\p{scx=Inherited}${ofThem.join('')}]*$`, 'u');
};

/** A name is in one script where one of these fits. */
export const SCRIPTS: readonly RegExp[] = [...TOGETHER, ...ALONE.trim().split(/\s+/)].map(
  inScripts,
);
