using System.CommandLine;

namespace Rialto.Host.Desk.Keys;

/// <summary>Flags that say where keys of venues are, the same for every command that needs them.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string?> _file = new("--keys") { Description = "The encrypted key file (rialto keys venue); without it the environment: RIALTO_VENUE_BINANCE_KEY, _SECRET, _PASSPHRASE" };
    private readonly Option<string?> _password = new("--password-file") { Description = $"A file (mode 600) with the key file's password; otherwise {KeyPassword.Variable} or a question" };
    private readonly Option<int?> _descriptor = new("--password-fd") { Description = "An open descriptor to read the password from" };

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">To which.</param>
    /// <param name="isRecursive">Its subcommands have them too.</param>
    public static KeyOptions AddTo(Command command, bool isRecursive = false)
    {
        var options = new KeyOptions();
        foreach (var option in new Option[] { options._file, options._password, options._descriptor })
        {
            option.Recursive = isRecursive;
            command.Options.Add(option);
        }

        return options;
    }

    /// <summary>What was given.</summary>
    public VenueKeySettings Of(ParseResult parsed) => new(parsed.GetValue(_file), new KeyPassword(parsed.GetValue(_password), parsed.GetValue(_descriptor)));
}
