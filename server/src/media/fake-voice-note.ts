/**
 * A voice note as telephones record it: AMR-NB, 2.5 s of synthetic Vietnamese speech ("Xin chào bà con. Bão số
 * mười."), with discontinuous transmission in the pauses. Kept as bytes since Debian's ffmpeg does not write AMR.
 */
export const VOICE_NOTE_AMR = Buffer.from(
  [
    'IyFBTVIKDBqoxvaE5HmW2E4jKu4MGTx03Z9J1j6BCHEHAgzMwrP5I7PJ/PS8z0mkDP8993nm94BueIvpOQAMNacUxGfX66lma89J',
    'SAypzZfJJS9A5kSHWERuDEbNlk0WrNHvU4RIEeIMEvqb72RD6oNbGihC8gxl/51X5H4PJWq/eNjsDGVfn6rPBkomPnaGAgYMZV+f',
    'dt8IH0RuAz8KSAxlX5azfb7+IkysBGVSDI38r///d2H/3mg44igMB1t3oO9WqF/bd57mYgzQlk9NbmeArmROzGnkDJLrINvg0IxT',
    'TwChauAMcDudCG3f7X8uoteSAgzmSK8QSU2OAXauWOwqDICxrSi3aY5tdGeqhqgM5sivJU+ProVLUahBqAyAsbcs/g9uI1JOgMcc',
    'DHjDssz2+w/uT1NQfSoMEi262P9jOu0FkigjCAwSNcbb//mAfnaDCjAcDDk4R/6Mb3yX/lpm4LwMcC3MHKuNjqBkq9UE5Azm4Lgt',
    'P1uPz2mPdSFeDICxohFM+m4BVYZ78NoM5kinZZCITilTWaZ6/gyAsacsnNve6FJUruKqDOZItVEUL79Hdhyq5k4MgLG2bSY/r2l5',
    'e9JcBgzmSLdmA0+OzGRaaNuqDICxt44nj28kefMKUtYM5ki/UUYfD25EXgJ3AAyAsb9JT4supUEaKm7CDObIxojXHy+FZhtCY7gM',
    'gLG9u/Pd/mh2FgQRKAyNjjX/+cbxxVYEAUIiDEuBK/fYP1YHqRiLmlgMysdU/D/W99lk72FQ5Ay4DeBug5pogres/8N8DEJ6moTG',
    'sWNci73Qj8QM2nqfSTOPkaKSJHPCBgwqDZ47aA/nKi3f+lpIDNXdoNN0vh7vTFKaSJYMZf+gzq0j+mUZqh149AxlX5ey/oouymiv',
    'oJDyDK0PlFv3z+HdVxMFCaIMLqpH//v2m+9mdIAkGgwOeHX//1U7p6ChruCuDDJsof//3stXMNyuAK4MLBkT/++zN6NAOboUcgxs',
    'ge3+/t/wB1sjrbp6DIVXv/f/u5tfCAIaUc4MyhlP9997+9sSo0KETEQ/5JNpiHx8RCsEk2mYfHx8fAytbFT+hs98H82+onngDAUN',
    'dxphPM9DYtLOPKIMgOB7SDreP4R8LjbUdgzm838sEol/TnNg7aR2DIDWj2+cDp/MeDc1uJoM5rGPMZQJzyZvU0gsygzasYZJn4/v',
    '63K2NT1KDFRygCfsNuuFGyTUHGwMEi1yfbMt34t0JEBK8gybJ2+b6nH48/xWJXCiDFnm1M2jJeBgYfg13wAMlMpB2yaTa4GfGWtI',
    'vgz/GUV7O1aHJWkoyw2QDA01HtsJZ1z1TXIJkd4M4i2ipaZiqg0Jm5XKHAx4up1MxOGNOGy7MMd2DOI1nk2VlQ3/Ziyuc7IMeLqY',
    'TbZ07bt1eAgkqgziNY1tlaXM3FX0EYjADHg1gnTF1c1zeRS+Mu4MeDV6as9SrBtJGivcMgziNXdN7IWN0VFUohyUDOfzp9t0/xn3',
    'J7eT2T4M5w3IjpsvtoO4gDNQUAzntMWuWyMcR10atkCWDJsovHIRvDgAHRhmNBAMRq2xKht57wxIv7XD3gwSUKVp469ERX33FkIA',
    'DBIWpzE3n8/mU7A3YqwMK0iqTLM/r691NxtLiAy4uK0t7PeRTfQWjzuwDFTjty3uBcAM6nVhZFgMuLi3jjsX2mwKM7VwDgx4y7JJ',
    '1/cuTitSqpuqDCshuhy/pTstBA3PkJIMZR+/W12tqzAOR2W7dAwSC703/0WqbRMFMqEIDO8yP///fffntQBVJ1AMHgyh9/+Zl42n',
    'XAZjsAzzV1f/+/M/96Z8f7/UDGyBn7/3e/bnouGCnmQMVhgfv/a0z/O0QyH+NAzzpCb//m22yYowbR/iDMwYR/v9f/v3IeBSGQBE',
    'P+eDaWh8fEQ/54NpeHx8fHx8fA==',
  ].join(''),
  'base64',
);
