#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Completion for bash: commands, options, and the addresses of the host.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
have bash || skip_test 'bash is missing'
work_folder
printf '#!/bin/sh\nprintf '\''      "address": "%%s",\\n'\'' 192.0.2.1 192.0.2.1 198.51.100.1\n' \
	>"$work/anycastip"
chmod +x "$work/anycastip"
# Namespaces with a name that is a command for a careless shell
cat >"$work/ip" <<END
#!/bin/sh
echo 'blue (id: 1)'
echo 'black'
echo '\$(touch\${IFS}$work/expanded)'
END
chmod +x "$work/ip"

# completes "WORDS" "COMPLETIONS": of the last of the words.
completes()
{
	got=$(PATH=$work:$PATH bash --norc -c '
		. "$1"
		read -ra COMP_WORDS <<<"$2"
		[[ $2 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		compopt() { printf "%s\n" "$*" >>"$work/compopt"; }
		_anycastip
		printf "%s\n" "${COMPREPLY[*]}"' \
		bash "$top_srcdir/contrib/completion/anycastip" "$1") || exit 1
	[ "$got" = "$2" ] || die "'$1' is completed by '$got', not '$2'"
}

completes 'anycastip ' 'list watch check explain'
completes 'anycastip w' 'watch'
completes 'anycastip -6 ex' 'explain'
completes 'anycastip --n' '--netns'
completes 'anycastip list ' ''
completes 'anycastip explain ' '192.0.2.1 198.51.100.1'
completes 'anycastip explain 198' '198.51.100.1'
completes "anycastip -c $work/any" "$work/anycastip"
completes "anycastip --prometheus $work/any" "$work/anycastip"
[ "$(sort -u "$work/compopt")" = '-o filenames' ] ||
	die 'names of files are completed as other words'
completes 'anycastip -n bl' 'blue black'
completes 'anycastip --netns bla' 'black'
completes 'anycastip -n $' "\\\$\\(touch\\\$\\{IFS\\}$work/expanded\\)"
[ ! -e "$work/expanded" ] || die 'the name of a namespace is run'

# Every option of the help is known.
"$top_builddir/cmd/anycastip" --help >"$work/help" || die 'there is no help'
options=$(grep -oE -e '--[a-z]+' -e '^  -[a-zA-Z0-9]' "$work/help" | sort -u)
[ -n "$options" ] || die 'the help has no options'
for option in $options; do
	completes "anycastip $option" "$option"
done
