/** One sentence and one next step for each code of the protocol's table of errors, and for a lost network. */
export const failures = {
  network: { what: 'Không kết nối được với máy chủ.', next: 'Kiểm tra mạng của thiết bị này rồi thử lại.' },
  input: {
    invalid: { what: 'Có ô điền chưa đúng.', next: 'Xem lại các ô rồi gửi lại.' },
    'not-found': {
      what: 'Nội dung này không còn nữa.',
      next: 'Có thể người khác vừa xóa. Hãy tải lại trang.',
    },
    conflict: {
      what: 'Tên hoặc trạng thái này bị trùng.',
      next: 'Chọn tên khác, hoặc tải lại trang để xem thay đổi mới.',
    },
  },
  access: {
    'signed-out': { what: 'Phiên đăng nhập đã hết.', next: 'Đăng nhập lại để tiếp tục.' },
    'wrong-password': {
      what: 'Sai tên đăng nhập hoặc mật khẩu.',
      next: 'Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại.',
    },
    forbidden: {
      what: 'Tài khoản này không được phép làm việc đó.',
      next: 'Nhờ quản trị viên cấp quyền hoặc làm giúp.',
    },
    'too-many-tries': { what: 'Đã thử sai quá nhiều lần.', next: 'Đợi một phút rồi thử lại.' },
    'setup-code-wrong': {
      what: 'Mã thiết lập không đúng.',
      next: 'Xem lại mã trên màn hình máy chủ và nhập lại.',
    },
    'setup-done': { what: 'Đã có quản trị viên rồi.', next: 'Tải lại trang và đăng nhập.' },
    'foreign-origin': {
      what: 'Yêu cầu đến từ một trang khác.',
      next: 'Mở lại trang này bằng đúng địa chỉ của đài.',
    },
  },
  enrol: {
    'code-wrong': { what: 'Mã lắp đặt sai, đã dùng hoặc hết hạn.', next: 'Tạo mã mới ở trang của cụm loa.' },
    'server-unproven': {
      what: 'Máy chủ này không phải máy đã cấp mã.',
      next: 'Kiểm tra địa chỉ máy chủ trên cụm loa.',
    },
    'request-broken': {
      what: 'Yêu cầu đăng ký của cụm loa bị hỏng.',
      next: 'Chạy lại lệnh lắp đặt trên cụm loa.',
    },
  },
  media: {
    'not-audio': {
      what: 'Tệp này không phải âm thanh đọc được.',
      next: 'Dùng tệp MP3, M4A, WAV, OGG, FLAC hoặc AMR.',
    },
    broken: {
      what: 'Tệp âm thanh bị hỏng hoặc đứt đoạn.',
      next: 'Xuất lại tệp từ phần mềm thu âm rồi tải lên lại.',
    },
    'too-long': { what: 'Bản ghi dài quá mức cho phép.', next: 'Cắt thành nhiều phần ngắn hơn.' },
    'too-large': { what: 'Tệp lớn quá mức cho phép.', next: 'Xuất lại dạng MP3 hoặc cắt ngắn.' },
    silent: { what: 'Tệp không có tiếng.', next: 'Nghe thử tệp trên máy; thu lại nếu cần.' },
    'in-use': { what: 'Một buổi phát còn dùng bản ghi này.', next: 'Hủy buổi phát đó trước, rồi xóa.' },
    'not-ready': { what: 'Bản ghi còn đang được chuẩn bị.', next: 'Đợi chuẩn bị xong rồi thử lại.' },
  },
  storage: { full: { what: 'Máy chủ hết chỗ lưu.', next: 'Xóa bản ghi cũ, hoặc báo kỹ thuật thêm ổ đĩa.' } },
  schedule: {
    'in-the-past': { what: 'Giờ phát đã qua.', next: 'Chọn giờ muộn hơn bây giờ.' },
    'no-clusters': {
      what: 'Nơi phát đã chọn không có cụm loa nào.',
      next: 'Chọn thêm địa bàn hoặc cụm loa.',
    },
    'already-over': {
      what: 'Buổi phát đã kết thúc hoặc đã hủy.',
      next: 'Tải lại trang để xem trạng thái mới.',
    },
  },
  live: {
    'no-microphone': {
      what: 'Micrô chưa nối với máy chủ.',
      next: 'Đợi micrô nối lại, hoặc bấm “Mở lại micrô”.',
    },
    'clusters-busy': {
      what: 'Một buổi phát có mức ưu tiên cao hơn đang dùng các cụm loa này.',
      next: 'Đợi buổi đó xong, chọn nơi khác, hoặc phát khẩn cấp nếu thật sự cần.',
    },
    'worker-away': {
      what: 'Bộ phận phát tiếng của máy chủ đang khởi động lại.',
      next: 'Đợi khoảng 5 giây rồi thử lại.',
    },
  },
  message: {
    unsigned: {
      what: 'Cụm loa từ chối một lệnh không có chữ ký.',
      next: 'Báo kỹ thuật kiểm tra máy chủ thông điệp.',
    },
    'bad-signature': {
      what: 'Cụm loa từ chối một lệnh sai chữ ký.',
      next: 'Báo kỹ thuật: có thể có người giả lệnh.',
    },
    'wrong-audience': {
      what: 'Cụm loa nhận lệnh dành cho nơi khác.',
      next: 'Báo kỹ thuật kiểm tra máy chủ thông điệp.',
    },
    expired: { what: 'Cụm loa nhận lệnh đã quá hạn.', next: 'Kiểm tra đường truyền và giờ của cụm loa.' },
    'from-the-future': {
      what: 'Cụm loa nhận lệnh có giờ ở tương lai.',
      next: 'Kiểm tra giờ của máy chủ và cụm loa.',
    },
    replayed: {
      what: 'Cụm loa từ chối một lệnh cũ bị gửi lại.',
      next: 'Nếu lặp lại nhiều lần, báo kỹ thuật.',
    },
    malformed: { what: 'Một thông điệp không đúng dạng.', next: 'Cập nhật phần mềm của cụm loa và máy chủ.' },
    unsealable: {
      what: 'Cụm loa không mở được phần mã hóa.',
      next: 'Tạo mã lắp đặt mới và đăng ký lại cụm loa.',
    },
  },
  audio: { malformed: { what: 'Tệp âm thanh sai định dạng.', next: 'Xuất lại tệp rồi tải lên lại.' } },
  config: {
    'unknown-key': {
      what: 'Cấu hình máy chủ có mục không tồn tại.',
      next: 'Báo kỹ thuật xem nhật ký máy chủ.',
    },
    invalid: { what: 'Cấu hình máy chủ có giá trị sai.', next: 'Báo kỹ thuật xem nhật ký máy chủ.' },
    'keys-missing': {
      what: 'Máy chủ thiếu hoặc không đọc được tệp khóa mà các cụm loa cần.',
      next: 'Báo kỹ thuật khôi phục thư mục khóa từ bản sao lưu.',
    },
  },
  broker: {
    away: {
      what: 'Máy chủ mất liên lạc với các cụm loa.',
      next: 'Bản tin đã có lịch vẫn phát. Báo kỹ thuật nếu kéo dài quá 5 phút.',
    },
  },
  server: {
    away: { what: 'Cụm loa không gọi được máy chủ.', next: 'Kiểm tra mạng của cụm và máy chủ, rồi thử lại.' },
  },
  internal: { what: 'Máy chủ gặp lỗi phần mềm.', next: 'Thử lại; nếu vẫn lỗi, báo kỹ thuật kèm mã sự cố.' },
};
