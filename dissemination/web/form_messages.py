"""What WTForms says when input will not do, in Vietnamese: it ships no Vietnamese of its own."""

VIETNAMESE = {
    "Invalid field name '%s'.": "Không có trường “%s”.",
    "Field must be equal to %(other_name)s.": "Giá trị phải giống ở trường %(other_name)s.",
    "Field must be at least %(min)d characters long.": "Nhập ít nhất %(min)d ký tự.",
    "Field cannot be longer than %(max)d characters.": "Nhập không quá %(max)d ký tự.",
    "Field must be exactly %(max)d characters long.": "Nhập đúng %(max)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Nhập từ %(min)d đến %(max)d ký tự."
    ),
    "Number must be at least %(min)s.": "Nhập số từ %(min)s trở lên.",
    "Number must be at most %(max)s.": "Nhập số không quá %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Nhập số từ %(min)s đến %(max)s.",
    "Date must be at least %(min)s.": "Chọn ngày từ %(min)s trở đi.",
    "Date must be at most %(max)s.": "Chọn ngày không sau %(max)s.",
    "Date must be between %(min)s and %(max)s.": "Chọn ngày từ %(min)s đến %(max)s.",
    "This field is required.": "Chưa nhập mục này.",
    "Invalid input.": "Giá trị không đúng dạng.",
    "Invalid email address.": "Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@coquan.example",
    "Invalid IP address.": "Địa chỉ IP không đúng.",
    "Invalid Mac address.": "Địa chỉ MAC không đúng.",
    "Invalid URL.": "Địa chỉ trang không đúng, ví dụ đúng: https://coquan.example",
    "Invalid UUID.": "Mã định danh không đúng.",
    "Invalid value, must be one of: %(values)s.": "Nhập một trong các giá trị: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Không dùng được các giá trị: %(values)s.",
    "This field cannot be edited.": "Mục này không sửa được.",
    "This field is disabled and cannot have a value.": "Mục này đang khóa, phải để trống.",
    "Invalid CSRF Token.": "Trang đã mở quá lâu. Tải lại trang rồi gửi lại.",
    "CSRF token missing.": "Trang đã mở quá lâu. Tải lại trang rồi gửi lại.",
    "CSRF failed.": "Trang đã mở quá lâu. Tải lại trang rồi gửi lại.",
    "CSRF token expired.": "Trang đã mở quá lâu. Tải lại trang rồi gửi lại.",
    "Invalid Choice: could not coerce.": "Chọn một mục trong danh sách.",
    "Choices cannot be None.": "Danh sách chọn đang trống.",
    "Not a valid choice.": "Chọn một mục trong danh sách.",
    "Invalid choice(s): one or more data inputs could not be coerced.": (
        "Chọn các mục trong danh sách."
    ),
    "'%(value)s' are not valid choices for this field.": "“%(value)s” không có trong danh sách.",
    "Not a valid datetime value.": "Nhập ngày và giờ, ví dụ 15/11/2023 7:30.",
    "Not a valid date value.": "Nhập ngày, ví dụ 15/11/2023.",
    "Not a valid time value.": "Nhập giờ, ví dụ 7:30.",
    "Not a valid week value.": "Nhập tuần trong năm.",
    "Not a valid integer value.": "Nhập một số nguyên, ví dụ 38.",
    "Not a valid decimal value.": "Nhập một số, ví dụ 98,2.",
    "Not a valid float value.": "Nhập một số, ví dụ 98,2.",
    "File does not have an approved extension: {extensions}": (
        "Loại tệp này không nhận. Chọn tệp: {extensions}"
    ),
    "File does not have an approved extension.": "Loại tệp này không nhận.",
}


class VietnameseMessages:
    """Stands where WTForms expects a gettext catalogue; an unknown message stays as it is."""

    def gettext(self, string: str) -> str:
        return VIETNAMESE.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Vietnamese has one form for every number."""
        return VIETNAMESE.get(plural, plural)
