/** What stands on every screen. */
export const shell = {
  product: 'Loa',
  station: 'Đài truyền thanh',
  skip: 'Tới nội dung',
  mainMenu: 'Trình đơn chính',
  allScreens: 'Tất cả màn hình',
  actions: 'Phát ngay',
  sounding: 'Buổi phát đang diễn ra',
  home: 'Trang chủ',
  live: 'Phát trực tiếp',
  emergency: 'KHẨN CẤP',
  schedule: 'Lịch phát',
  library: 'Thư viện bản tin',
  clusters: 'Cụm loa',
  areas: 'Địa bàn và khu vực',
  accounts: 'Tài khoản',
  audit: 'Nhật ký thao tác',
  menu: 'Thêm',
  settings: 'Cài đặt, đăng xuất',
  signOut: 'Đăng xuất',
  language: 'Ngôn ngữ',
  appearance: 'Giao diện',
  appearances: { auto: 'Tự động', light: 'Sáng', dark: 'Tối' },
  stale: 'Mất kết nối với máy chủ — số liệu từ {{time}}',
  staleNext: 'Đang tự kết nối lại. Loa ở cụm vẫn phát theo lịch đã nhận.',
  onAir: 'Đang phát',
  onAirEmergency: 'ĐANG PHÁT KHẨN CẤP',
  backToLive: 'Mở buổi phát',
  loading: 'Đang tải…',
  save: 'Lưu',
  cancel: 'Bỏ qua',
  close: 'Đóng',
  undo: 'Hoàn tác',
  retry: 'Thử lại',
  edit: 'Sửa',
  remove: 'Xóa',
  saved: 'Đã lưu.',
  all: 'Tất cả',
  none: 'Không có',
  unknown: 'Chưa rõ',
  yes: 'Có',
  no: 'Không',
};

/** How long ago or how long still. */
export const ages = {
  now: 'vừa xong',
  seconds: '{{count}} giây trước',
  minutes: '{{count}} phút trước',
  hours: '{{count}} giờ trước',
  days: '{{count}} ngày trước',
};

export const spans = {
  now: 'ngay bây giờ',
  seconds: 'còn {{count}} giây',
  minutes: 'còn {{count}} phút',
  hours: 'còn {{count}} giờ',
  days: 'còn {{count}} ngày',
};

export const days = { yesterday: 'Hôm qua', today: 'Hôm nay', tomorrow: 'Ngày mai' };

/** Words of our trade that several screens use. */
export const terms = {
  classes: { emergency: 'Khẩn cấp', priority: 'Ưu tiên', normal: 'Thông thường' },
  ranks: {
    nation: 'Quốc gia',
    province: 'Tỉnh, thành phố',
    commune: 'Xã, phường, đặc khu',
    hamlet: 'Thôn, tổ dân phố',
  },
  roles: { administrator: 'Quản trị viên', officer: 'Cán bộ truyền thanh', technician: 'Kỹ thuật viên' },
  poles: '{{count}} cụm loa',
  live: 'trực tiếp',
  stored: 'bản tin',
};

/** Screens for when something went wrong. */
export const trouble = {
  notFound: 'Không tìm thấy trang này',
  notFoundText: 'Địa chỉ có thể đã gõ sai, hoặc nội dung đã bị xóa.',
  goHome: 'Về trang chủ',
  broken: 'Trang này gặp lỗi',
  brokenText: 'Lỗi do phần mềm, không phải do bạn. Loa và lịch phát không bị ảnh hưởng. Hãy tải lại trang.',
  reload: 'Tải lại trang',
  requestId: 'Mã sự cố để báo kỹ thuật: {{id}}',
};
