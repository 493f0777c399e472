namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal</c>: what can be done with a journal besides trading on it.</summary>
internal static class JournalCommand
{
    public static System.CommandLine.Command Make()
    {
        var journal = new System.CommandLine.Command("journal", "The journal: look at it, check every byte, replay it, archive old segments, export the audit log, fork the past, sign checkpoints")
        {
            InfoCommand.Make(),
            VerifyCommand.Make(),
            ReplayCommand.Make(),
            CompactCommand.Make(),
            RepairCommand.Make(),
            CheckpointCommand.Make(),
            ExportCommand.Make(),
            ForkCommand.Make(),
            IndexCommand.Make(),
        };
        journal.Options.Add(Audit.PastOptions.Data);
        return journal;
    }
}
