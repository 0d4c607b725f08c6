/** All words that the script shows. */
export const words = {
  connecting: "Đang nối",
  reconnecting: "Đang nối lại",
  updating: "Đang cập nhật",
  live: "Trực tiếp",
  spare: "Trực tiếp qua đường dự phòng",
  readOnly: "Chỉ đọc, lúc này chưa ghi được gì mới",
  notAllowed: "Đồng chí không có quyền theo dõi phòng họp này",
  over: "Phòng họp này đã đóng",
  signIn: "Máy này đã được đăng xuất.",
  locked: "Máy này đang khóa.",
  enter: "Đăng nhập lại",
  unlock: "Mở khóa",
  /** @param {string} time */
  offline: (time) => `Ngoại tuyến từ ${time}`,
  /** @param {string} present @param {string} expected */
  counts: (present, expected) => ` · ${present}/${expected} có mặt`,
  /** @param {string} count */
  machines: (count) => ` · ${count} máy đang nối`,
  /** @param {string} time */
  screenLost: (time) => `Mất kết nối từ ${time}, màn hình chưa có thông tin mới`,

  /** @param {string} time */
  late: (time) => `quá ${time}`,
  /** @param {number} count */
  newStatements: (count) => `${count} ý kiến mới`,
  /** @param {string} text */
  kept: (text) => `Đồng chí đang viết: ${text}`,
  changed: "Có thay đổi mới, bấm để xem",

  review: "Xem lại rồi gửi",
  again: "Chọn lại",
  sending: "Đang gửi…",
  trying: "Chưa gửi được, đang thử lại. Nội dung đồng chí viết vẫn còn.",
  unsent: "Chưa gửi được. Nội dung đồng chí viết vẫn còn; gửi lại không bị ghi hai lần.",
  resend: "Gửi lại",
  refused: "Chưa ghi được. Đồng chí tải lại trang rồi thử lại.",
  done: "Đã ghi.",
  copied: "Đã sao chép",

  pushOn: "Máy này đang nhận nhắc việc.",
  pushTurningOn: "Đang bật…",
  pushEnded: "Trình duyệt đã thôi nhận nhắc việc. Đồng chí bật lại nếu còn cần.",
  pushDenied: "Máy đang chặn thông báo của Sổ tay. Đồng chí cho phép thông báo trong phần cài đặt của trình duyệt rồi tải lại trang này.",
  pushFailed: "Chưa bật được, có thể do mạng yếu. Đồng chí thử lại.",
  pushInstallFirst: "Trên iPhone, đồng chí thêm Sổ tay vào màn hình chính, mở Sổ tay từ đó rồi bật nhắc việc.",
  pushNotHere: "Trình duyệt này không nhắc được. Đồng chí dùng Chrome, Safari hoặc Firefox.",

  /** @param {string} when */
  keptAt: (when) => `Bản lưu ${when}, có thể đã có thay đổi.`,
  /** @param {string} time */
  atHour: (time) => `lúc ${time}`,
  /** @param {string} time @param {string} day */
  atHourOn: (time, day) => `lúc ${time} ngày ${day}`,
  tryAgain: "Tải bản mới",
  newVersion: "Có bản mới của Sổ tay.",
  update: "Cập nhật",
  /** @param {string} when */
  savedAt: (when) => `Lưu ${when}`,
  saving: "Đang lưu…",
  saved: "Đã lưu trên máy này.",
  notSaved: "Chưa lưu được. Đồng chí thử lại khi có mạng.",
  unsave: "Bỏ lưu",
  unsaved: "Đã bỏ lưu.",

  kinds: { statement: "Ý kiến", answer: "Trả lời triệu tập", task_note: "Tiến độ việc", task_done: "Báo làm xong" },
  waits: "Chưa có mạng. Nội dung đã được giữ trên máy này và tự gửi khi có mạng.",
  waitsForNetwork: "Chờ mạng",
  waitsForSignIn: "Chờ đăng nhập lại",
  tooLate: "Quá hạn, chưa gửi được",
  /** @param {string} why */
  rejected: (why) => (why ? `Bị từ chối: ${why}` : "Bị từ chối"),
  /** @param {string} when */
  recordedAt: (when) => `Đã ghi ${when}`,
  /** @param {string} when */
  writtenAt: (when) => `viết ${when}`,
  sendNow: "Gửi ngay",
  remove: "Xóa",
  leaveOnline: "Cần có mạng để đăng xuất. Đồng chí thử lại khi có mạng.",
  /** @param {number} count */
  leftWaiting: (count) => `Còn ${count} việc chưa gửi. Đăng xuất sẽ xóa khỏi máy này.`,
  dropAndLeave: "Xóa và đăng xuất",
  stay: "Ở lại",
};
