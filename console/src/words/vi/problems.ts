/** What ails a pole: what is wrong, why it may be, and what the technician does next. */
export const problems = {
  offline: {
    what: 'Mất kết nối',
    cause:
      'Mất điện, hết dung lượng SIM hoặc đứt đường truyền. Bản tin đã có lịch vẫn phát nếu cụm còn điện.',
    next: 'Hỏi người ở gần xem cụm có điện không; kiểm tra dung lượng SIM; nếu quá một giờ, đến kiểm tra nguồn và bộ phát 4G.',
  },
  'clock-unknown': {
    what: 'Chưa biết giờ đúng',
    cause:
      'Từ khi khởi động, hoặc đã hơn 24 giờ, cụm không hỏi được giờ. Cụm không tự phát theo lịch để tránh phát nhầm giờ; phát trực tiếp và bản tin khẩn cấp vẫn phát được.',
    next: 'Kiểm tra kết nối mạng. Có mạng, giờ tự đúng trong vòng một phút. Nếu hay xảy ra, cho cụm thêm một nguồn giờ NTP.',
  },
  'output-away': {
    what: 'Không mở được ngõ ra âm thanh',
    cause: 'Card âm thanh bị rút, lỏng hoặc bị chương trình khác chiếm.',
    next: 'Cắm lại card âm thanh USB; chạy “aplay -l” xem máy có nhận không; khởi động lại cụm.',
  },
  'amplifier-away': {
    what: 'Âm ly không trả lời',
    cause: 'Âm ly mất điện, hoặc lỏng dây tín hiệu RS-485.',
    next: 'Kiểm tra cầu chì và nguồn âm ly, rồi dây RS-485 (A/B có bị đảo không).',
  },
  'amplifier-silent': {
    what: 'Có phát nhưng không ra tiếng',
    cause: 'Không đo được dòng ở âm ly khi đang phát: đứt dây loa, cháy loa, hoặc âm ly hỏng.',
    next: 'Đo điện trở đường loa; kiểm tra cọc đấu dây và chiết áp âm ly; phát thử lại.',
  },
  'disk-full': {
    what: 'Hết chỗ lưu trên cụm',
    cause: 'Thẻ nhớ đầy, không chép thêm được bản tin.',
    next: 'Thay thẻ lớn hơn hoặc xóa nhật ký cũ. Buổi phát mới có thể không tới được cụm này.',
  },
  'media-missing': {
    what: 'Chưa chép đủ bản tin',
    cause: 'Đường truyền yếu, bản tin cho buổi sắp tới chưa tải xong.',
    next: 'Kiểm tra sóng 4G. Cụm tự tải tiếp; nếu sát giờ phát vẫn thiếu, phát trực tiếp thay.',
  },
  'media-flow-silent': {
    what: 'Không nhận được luồng tiếng',
    cause: 'Tường lửa hoặc nhà mạng chặn UDP giữa cụm và máy chủ.',
    next: 'Kiểm tra cổng UDP của máy chủ đã mở; thử SIM hoặc đường truyền khác.',
  },
  'server-away': {
    what: 'Không gọi được máy chủ',
    cause: 'Cụm có liên lạc nhưng không mở được trang của máy chủ.',
    next: 'Kiểm tra tên miền, cổng HTTPS và chứng thư của máy chủ.',
  },
  hot: {
    what: 'Quá nóng ({{value}} °C)',
    cause: 'Tủ bị nắng chiếu, quạt hỏng hoặc khe thoáng bị bịt.',
    next: 'Kiểm tra quạt và khe thoáng; che nắng cho tủ.',
  },
};
