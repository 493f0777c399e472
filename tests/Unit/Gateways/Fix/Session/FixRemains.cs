using System.Diagnostics;
using Rialto.Model.Orders;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>
/// What a killed exchange leaves behind: its journal to the end, and the files of its FIX sessions as they were at some moment before, as where the process was killed between the journal's write and theirs.
/// </summary>
internal sealed class FixRemains(string folder)
{
    /// <summary>A copy of the exchange's folder: sessions and keys.</summary>
    public string Folder => folder;

    /// <summary>Its commands; to be set when it is killed.</summary>
    public IReadOnlyList<Command> Journal { get; set; } = [];

    /// <summary>Copies the files of sessions and keys as they are. By a process of its own, which no file is held against.</summary>
    public static FixRemains Of(FixExchange running)
    {
        var remains = new FixRemains(Directory.CreateTempSubdirectory("rialto-fix-").FullName);
        using var copy = Process.Start("cp", ["-r", Path.GetDirectoryName(running.Folder)! + "/.", remains.Folder]);
        copy.WaitForExit();
        return copy.ExitCode == 0 ? remains : throw new InvalidOperationException($"cp ended with {copy.ExitCode}.");
    }
}
