using System.CommandLine.Parsing;

namespace Rialto.Host.Tools;

/// <summary>The words that lead to a command.</summary>
internal static class CommandPath
{
    /// <summary>From below the root to the command, and an empty word at the end.</summary>
    public static IEnumerable<string> Path(this CommandResult result)
    {
        var words = new List<string> { "" };
        for (SymbolResult? at = result; at is CommandResult { Parent: not null } command; at = at.Parent)
            words.Insert(0, command.Command.Name);
        return words;
    }
}
