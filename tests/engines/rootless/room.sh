# Runs a command as a user who exists in this command's mount namespace only; the machine's own
# files and devices stay as they are.
#
#   unshare --mount --propagation private sh room.sh FOLDER UID COMMAND...
#
# FOLDER/etc   what stands before the machine's /etc: passwd, subuid, subgid
# FOLDER/dev   if there: an empty folder for a /dev/net/tun that this user may open
# FOLDER/seen  a path a line: folders that the user must reach, the outer ones first
# FOLDER/closed  a path a line: folders above those that only root may enter
set -e
folder=$1 user=$2
shift 2
mount -t overlay -o "lowerdir=$folder/etc:/etc" overlay /etc
if [ -d "$folder/dev" ]; then
  mount -t tmpfs -o mode=755 none "$folder/dev"
  mknod -m 666 "$folder/dev/tun" c 10 200
  mount --bind "$folder/dev/tun" /dev/net/tun
fi
while read -r path; do
  mkdir -p "$folder/behind$path"
  mount --rbind "$path" "$folder/behind$path"
done <"$folder/seen"
while read -r path; do
  mount -t tmpfs -o mode=755 none "$path"
done <"$folder/closed"
while read -r path; do
  mkdir -p "$path"
  mount --rbind "$folder/behind$path" "$path"
done <"$folder/seen"
mount --make-rshared /  # podman warns where it is not
exec setpriv "--reuid=$user" "--regid=$user" --clear-groups --inh-caps=-all "$@"
