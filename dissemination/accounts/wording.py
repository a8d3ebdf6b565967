"""What Flask-Security says, in our words; it ships no Vietnamese of its own.

Its sentences are looked up here by their English, then pass through our one catalogue, so that a
reader who chose English reads English again.
"""

from flask_babel import gettext
from flask_security.babel import FsDomain


def N_(text: str) -> str:  # noqa: N802  # the name by which translators' tools find texts
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


_SIGN_IN = {
    "Authentication failed - identity or password/passcode invalid": N_(
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản chưa dùng được."
    ),
    "You must sign in to view this resource.": N_("Đăng nhập để xem trang này."),
    "Please log in to access this page.": N_("Đăng nhập để xem trang này."),
    "You do not have permission to view this resource.": N_("Không có quyền xem trang này."),
    "You can only access this endpoint when not logged in.": N_(
        "Trang này chỉ dành cho người chưa đăng nhập."
    ),
    "You must reauthenticate to access this endpoint": N_("Nhập lại mật khẩu để tiếp tục."),
    "Please reauthenticate to access this page.": N_("Nhập lại mật khẩu để tiếp tục."),
    "Reauthentication successful": N_("Đã xác nhận đúng người."),
    "Redirections outside the domain are forbidden": N_("Không chuyển ra ngoài hệ thống."),
    "Input not appropriate for requested API": N_("Dữ liệu gửi lên không đúng dạng."),
    "Value entered is not valid for the field": N_("Giá trị không đúng dạng."),
    "Value entered must be less than %(length) characters": N_("Giá trị quá dài."),
    "Account is disabled.": N_("Tài khoản đã bị ngừng sử dụng."),
    "Specified user does not exist": N_("Không có tài khoản này."),
    "Invalid password": N_("Mật khẩu không đúng."),
    "Password or code submitted is not valid": N_("Mật khẩu hoặc mã không đúng."),
    "Email not provided": N_("Chưa nhập thư điện tử hoặc tên đăng nhập."),
    "Invalid email address": N_("Địa chỉ thư điện tử không đúng."),
    "Password not provided": N_("Chưa nhập mật khẩu."),
    "Forgot password?": N_("Quên mật khẩu?"),
    "Login Required": N_("Cần đăng nhập"),
}

_PASSWORD = {
    "Password must be at least %(length)s characters": N_("Mật khẩu cần ít nhất %(length)s ký tự."),
    "Password not complex enough": N_("Mật khẩu quá dễ đoán."),
    "Passwords do not match": N_("Hai lần nhập mật khẩu không giống nhau."),
    "Password does not match": N_("Mật khẩu không đúng."),
    "Your new password must be different than your previous password.": N_(
        "Mật khẩu mới phải khác mật khẩu đang dùng."
    ),
    "You successfully changed your password.": N_(
        "Đã đổi mật khẩu. Các phiên trên máy khác đã kết thúc."
    ),
    "You successfully reset your password. Please authenticate using your new password.": N_(
        "Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu mới."
    ),
    "Instructions to reset your password have been sent to %(email)s.": N_(
        "Nếu %(email)s là địa chỉ của một tài khoản, liên kết đặt mật khẩu mới đã được gửi tới đó."
    ),
    (
        "If that email address is in our system, "
        "you will receive an email describing how to reset your password."
    ): N_("Nếu địa chỉ đó là của một tài khoản, liên kết đặt mật khẩu mới đã được gửi tới đó."),
    "You did not reset your password within %(within)s. ": N_(
        "Liên kết đặt mật khẩu đã quá hạn. Hãy yêu cầu liên kết mới."
    ),
    "Invalid reset password token.": N_(
        "Liên kết đặt mật khẩu không còn dùng được. Hãy yêu cầu liên kết mới."
    ),
    "Password reset instructions": N_("Đặt lại mật khẩu"),
    "Your password has been reset": N_("Mật khẩu đã được đặt lại"),
    "Your password has been changed": N_("Mật khẩu đã được đổi"),
}

_TWO_STEP = {
    "Invalid code": N_("Mã không đúng hoặc đã hết hạn."),
    "Your code has been confirmed": N_("Đã đăng nhập."),
    "You successfully changed your two-factor method.": N_("Đã bật xác thực hai bước."),
    "You successfully disabled two-factor authorization.": N_("Đã tắt xác thực hai bước."),
    "You currently do not have permissions to access this page": N_(
        "Bước này đã quá hạn. Hãy đăng nhập lại từ đầu."
    ),
    "Marked method is not valid": N_("Chọn một cách xác thực."),
    "Setup must be completed within %(within)s. Please start over.": N_(
        "Đã quá thời gian cài đặt. Hãy làm lại từ đầu."
    ),
    "Recovery code invalid": N_("Mã dự phòng không đúng hoặc đã dùng."),
    "No recovery codes generated yet": N_("Chưa tạo mã dự phòng."),
    "Code has been sent.": N_("Đã gửi mã."),
    "Failed to send code. Please try again later": N_("Chưa gửi được mã. Hãy thử lại sau."),
    "Two-Factor Login": N_("Đăng nhập hai bước"),
    "Two-Factor Rescue": N_("Khôi phục đăng nhập hai bước"),
    "authenticator": N_("ứng dụng xác thực"),
    "none": N_("chưa có"),
    "Available Methods": N_("Cách xác thực"),
    "Available Second Factor Methods:": N_("Cách xác thực bước hai"),
    "Disable two-factor authentication": N_("Tắt xác thực hai bước"),
    "Set up using an authenticator app (e.g. google, lastpass, authy)": N_(
        "Ứng dụng xác thực trên điện thoại"
    ),
    "Trouble Accessing Your Account?/Lost Mobile Device?": N_("Không lấy được mã?"),
    "Use previously downloaded recovery code": N_("Dùng mã dự phòng đã lưu"),
    "Contact Administrator": N_("Báo bộ phận quản trị"),
    "Show Recovery Codes": N_("Xem mã dự phòng"),
    "Generate New Recovery Codes": N_("Tạo mã dự phòng mới"),
    "Recovery Code": N_("Mã dự phòng"),
    "Authentication Code": N_("Mã xác thực"),
}

_LABELS = {
    "Email Address": N_("Thư điện tử"),
    "Identity": N_("Tên đăng nhập"),
    "Username": N_("Tên đăng nhập"),
    "Login": N_("Đăng nhập"),
    "Sign In": N_("Đăng nhập"),
    "Password": N_("Mật khẩu"),
    "New Password": N_("Mật khẩu mới"),
    "Retype Password": N_("Nhập lại mật khẩu"),
    "Change Password": N_("Đổi mật khẩu"),
    "Verify Password": N_("Xác nhận"),
    "Recover Password": N_("Gửi liên kết"),
    "Reset Password": N_("Đặt mật khẩu"),
    "Remember Me": N_("Ghi nhớ"),
    "Phone Number": N_("Số điện thoại"),
    "Submit": N_("Gửi"),
    "Submit Code": N_("Xác nhận"),
    "Select": N_("Chọn"),
    "Error(s)": N_("Lỗi"),
    "Change Method": N_("Đổi cách xác thực"),
    "Send Code": N_("Gửi mã"),
    "Passcode": N_("Mã"),
    "Delete": N_("Xóa"),
    "Set up using email": N_("Qua thư điện tử"),
    "Set up using SMS": N_("Qua tin nhắn"),
    "Refresh Token": N_("Mã làm mới"),
}

WORDS = {**_SIGN_IN, **_PASSWORD, **_TWO_STEP, **_LABELS}


class OurWords(FsDomain):
    """Flask-Security's texts by our table; what is missing there stays English and is seen."""

    def gettext(self, string: str, **variables: object) -> str:
        return str(gettext(WORDS.get(string, string), **variables))
