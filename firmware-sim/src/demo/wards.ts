/** The two demo wards: places of Hà Tĩnh as people there know them, with pretend loudspeakers. */

export interface DemoCluster {
  name: string;
  place: string;
  latitude: number;
  longitude: number;
  horns: number;
  volumePercent: number;
  /** Clock error of its pretend sound card, parts per million. */
  ppm: number;
}

export interface DemoWard {
  name: string;
  code: string;
  officer: { username: string; displayName: string };
  clusters: readonly DemoCluster[];
}

export const NATION = { name: 'Việt Nam', code: 'VN' };
/** Official code of the province. */
export const PROVINCE = { name: 'Hà Tĩnh', code: '42' };

export const WARDS: readonly DemoWard[] = [
  {
    name: 'Phường Thạch Hưng',
    code: 'TH',
    officer: { username: 'canbo.thachhung', displayName: 'Cán bộ văn hóa phường Thạch Hưng' },
    clusters: [
      {
        name: 'Cụm loa Nhà văn hóa tổ 3',
        place: 'Cột bê tông trước cổng nhà văn hóa, cao 9 m, điện lấy từ nhà văn hóa',
        latitude: 18.3261,
        longitude: 105.9243,
        horns: 2,
        volumePercent: 80,
        ppm: -60,
      },
      {
        name: 'Cụm loa Trường Tiểu học Thạch Hưng',
        place: 'Cột sắt sau sân trường, cao 8 m, không hướng loa vào phòng học',
        latitude: 18.3229,
        longitude: 105.9287,
        horns: 2,
        volumePercent: 70,
        ppm: 40,
      },
      {
        name: 'Cụm loa Trạm Y tế Thạch Hưng',
        place: 'Cột điện hạ thế cạnh trạm y tế, cao 8,5 m, có bình ắc quy',
        latitude: 18.3204,
        longitude: 105.9218,
        horns: 2,
        volumePercent: 75,
        ppm: -5,
      },
    ],
  },
  {
    name: 'Phường Tân Giang',
    code: 'TG',
    officer: { username: 'canbo.tangiang', displayName: 'Cán bộ văn hóa phường Tân Giang' },
    clusters: [
      {
        name: 'Cụm loa Nhà văn hóa tổ 5',
        place: 'Mái nhà văn hóa, cao 7 m, hai loa hướng đông và tây',
        latitude: 18.3398,
        longitude: 105.9102,
        horns: 2,
        volumePercent: 80,
        ppm: 60,
      },
      {
        name: 'Cụm loa Trạm Y tế Tân Giang',
        place: 'Cột bê tông trong sân trạm y tế, cao 8 m',
        latitude: 18.3372,
        longitude: 105.9139,
        horns: 2,
        volumePercent: 75,
        ppm: -25,
      },
      {
        name: 'Cụm loa Ngã ba đầu phường',
        place: 'Cột đèn chiếu sáng ở ngã ba, cao 9 m, ba loa',
        latitude: 18.3421,
        longitude: 105.9071,
        horns: 3,
        volumePercent: 85,
        ppm: 15,
      },
    ],
  },
];

export const ADMINISTRATOR = { username: 'quantri', displayName: 'Quản trị viên' };
export const TECHNICIAN = { username: 'kythuat', displayName: 'Kỹ thuật viên' };

export const ANNOUNCEMENT = {
  title: 'Thông báo tổng vệ sinh môi trường',
  text: [
    'Kính thưa toàn thể bà con nhân dân.',
    'Đài truyền thanh phường xin thông báo.',
    'Sáng thứ bảy tuần này, từ sáu giờ ba mươi phút, phường tổ chức tổng vệ sinh môi trường tại các tổ dân phố.',
    'Đề nghị mỗi gia đình cử một người tham gia, mang theo chổi, xẻng và bao đựng rác.',
    'Mong bà con có mặt đông đủ và đúng giờ.',
    'Xin trân trọng cảm ơn, và kính chúc bà con sức khỏe.',
  ].join(' '),
};
