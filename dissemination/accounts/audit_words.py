"""The audit trail's verbs and subjects, as people say them; an unknown one is shown as it is."""

from flask_babel import gettext as _

from dissemination.accounts.wording import N_

VERBS = {
    "sign_in": N_("Đăng nhập"),
    "use_link": N_("Vào bằng liên kết một lần"),
    "issue_link": N_("Cấp liên kết một lần"),
    "change_password": N_("Đổi mật khẩu"),
    "reset_password": N_("Đặt lại mật khẩu"),
    "set_two_step": N_("Bật xác thực hai bước"),
    "drop_two_step": N_("Tắt xác thực hai bước"),
    "reset_two_step": N_("Bỏ xác thực hai bước của người khác"),
    "end_sessions": N_("Đăng xuất các máy khác"),
    "grant": N_("Giao quyền"),
    "revoke": N_("Thu hồi"),
    "deactivate": N_("Ngừng tài khoản"),
    "reactivate": N_("Mở lại tài khoản"),
    "make_accounts": N_("Tạo tài khoản hàng loạt"),
    "print_letters": N_("In giấy báo tài khoản"),
    "download_letters": N_("Tải giấy báo tài khoản"),
    "read": N_("Xem"),
    "search": N_("Tìm người"),
    "check": N_("Kiểm tra tính nguyên vẹn"),
    "export": N_("Xuất tệp"),
    "create": N_("Tạo"),
    "edit": N_("Sửa"),
    "change": N_("Thay đổi"),
    "correct": N_("Đính chính"),
    "correct_code": N_("Đính chính mã"),
    "follow": N_("Chuyển theo sáp nhập"),
    "delete": N_("Xóa"),
    "restore": N_("Khôi phục"),
    "load": N_("Nạp dữ liệu"),
    "import": N_("Nhập từ tệp"),
    "merge": N_("Sáp nhập"),
    "add_session": N_("Thêm phiên họp"),
    "edit_session": N_("Sửa phiên họp"),
    "remove_session": N_("Bỏ phiên họp"),
    "add_agenda_item": N_("Thêm nội dung chương trình"),
    "edit_agenda_item": N_("Sửa nội dung chương trình"),
    "move_agenda_item": N_("Xếp lại chương trình"),
    "remove_agenda_item": N_("Bỏ nội dung"),
    "undo_merger": N_("Bỏ sáp nhập"),
    "undo_change": N_("Bỏ thay đổi"),
    "end": N_("Kết thúc"),
    "add_target": N_("Thêm chỉ tiêu"),
    "edit_target": N_("Sửa chỉ tiêu"),
    "remove_target": N_("Bỏ chỉ tiêu"),
    "add_group": N_("Thêm nhóm nhiệm vụ, giải pháp"),
    "edit_group": N_("Sửa nhóm nhiệm vụ, giải pháp"),
    "remove_group": N_("Bỏ nhóm nhiệm vụ, giải pháp"),
    "open": N_("Mở hội nghị"),
    "start": N_("Bắt đầu hội nghị"),
    "close": N_("Kết thúc hội nghị"),
    "to_draft": N_("Đưa về chuẩn bị"),
    "to_open": N_("Dừng hội nghị"),
    "reopen": N_("Mở lại hội nghị"),
    "create_points": N_("Tạo điểm cầu hàng loạt"),
    "make_main": N_("Đặt làm điểm cầu chính"),
    "add_document": N_("Thêm tài liệu"),
    "remove_document": N_("Bỏ tài liệu"),
    "upload_roster": N_("Gửi tệp danh sách"),
    "import_roster": N_("Nhập danh sách đại biểu"),
    "drop_roster": N_("Bỏ tệp danh sách"),
    "download_refused": N_("Tải các dòng bị từ chối"),
    "add_evidence": N_("Thêm tệp minh chứng"),
    "remove_evidence": N_("Bỏ tệp minh chứng"),
    "excuse": N_("Cho vắng có lý do"),
    "withdraw_excuse": N_("Bỏ vắng có lý do"),
    "withdraw": N_("Rút khỏi danh sách"),
    "move": N_("Chuyển điểm cầu"),
    "add_substitute": N_("Cử người đi thay"),
    "undo_substitution": N_("Bỏ đi thay"),
    "add_walk_in": N_("Thêm đại biểu phát sinh"),
    "issue_passes": N_("Cấp thẻ"),
    "issue_pass": N_("Cấp thẻ"),
    "reissue_pass": N_("Cấp lại thẻ"),
    "revoke_pass": N_("Thu hồi thẻ"),
    "print_passes": N_("In thẻ"),
    "download_passes": N_("Tải thẻ"),
    "pair": N_("Ghép thiết bị"),
    "open_desk": N_("Mở bàn điểm danh"),
}

SUBJECTS = {
    "user": N_("Tài khoản"),
    "people": N_("Danh sách tài khoản"),
    "audit": N_("Nhật ký"),
    "unit": N_("Đơn vị"),
    "units": N_("Các đơn vị"),
    "directive": N_("Văn bản"),
    "conference": N_("Hội nghị"),
    "point": N_("Điểm cầu"),
    "delegate": N_("Đại biểu"),
    "roster": N_("Danh sách đại biểu"),
    "roster_import": N_("Tệp danh sách"),
    "board": N_("Bảng theo dõi"),
    "board_names": N_("Danh sách trên bảng theo dõi"),
    "scanner": N_("Thiết bị điểm danh"),
    "briefing": N_("Hội nghị phổ biến, quán triệt"),
    "plan": N_("Chương trình, kế hoạch"),
    "plan_task": N_("Nhiệm vụ"),
    "report": N_("Báo cáo"),
    "sample": N_("Dữ liệu mẫu"),
}


def verb(code: str) -> str:
    return str(_(VERBS[code])) if code in VERBS else code


def subject(code: str) -> str:
    return str(_(SUBJECTS[code])) if code in SUBJECTS else code


def verbs() -> list[tuple[str, str]]:
    """For a filter: codes and words, by the words."""
    return sorted(((code, verb(code)) for code in VERBS), key=lambda pair: pair[1])


def subjects() -> list[tuple[str, str]]:
    return sorted(((code, subject(code)) for code in SUBJECTS), key=lambda pair: pair[1])
