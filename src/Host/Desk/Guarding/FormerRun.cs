using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk.Guarding;

/// <summary>Whether a run that did not end in good order is one to go on with.</summary>
internal static class FormerRun
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>This start of the machine; null where it has no name. What was written before a power cut may be lost, what was written since this start is there.</summary>
    public static string? Boot { get; } = ReadBoot();

    /// <summary>False where nothing of it can be at a venue and nobody has told it anything: none was ever reached, and no word of the journal can be missing.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="trace">What its newest life has left; null for nothing.</param>
    /// <param name="boot">This start of the machine.</param>
    public static bool IsToGoOn(string run, DeskTrace? trace, string? boot)
    {
        try
        {
            var told = new Told();
            using var reader = new DeskJournalReader(run);
            while (!told.IsAny && reader.TryRead(ref told))
            {
            }

            if (told.IsAny || told.Lives > 1)
                return true;

            // A journal without anything is left where no life came as far as its first input, behind which venues are dialled; or where a power cut took all of it, and the trace was before it.
            return (told.Lives > 0 || trace is not null) && !IsWhole(run, trace, boot);
        }
        catch (Exception damaged) when (damaged is JournalCorruptException or IOException or UnauthorizedAccessException)
        {
            // Nobody knows what it had: that is not nothing.
            return true;
        }
    }

    private static bool IsWhole(string run, DeskTrace? trace, string? boot) =>
        (boot is not null && trace?.Boot == boot) || string.Equals(DeskFolder.ValuesOf(run).GetValueOrDefault("Journal:Durability"), nameof(Durability.Fsync), StringComparison.OrdinalIgnoreCase);

    private static string? ReadBoot()
    {
        try
        {
            return File.ReadAllText(BootFile).Trim() is { Length: > 0 } boot ? boot : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Finds what a venue or a person has told, and counts lives.</summary>
    private struct Told : IDeskInputs
    {
        public bool IsAny { get; private set; }

        public int Lives { get; private set; }

        public readonly void OnListing(Listing listing)
        {
        }

        public readonly void OnEvent(long sequence, in FeedEvent told)
        {
        }

        public void OnReport(long sequence, in OrderReport report) => IsAny = true;

        public void OnCommand(long sequence, ReadOnlySpan<byte> command)
        {
            var told = default(DeskCommand);
            command[..Math.Min(command.Length, DeskCommand.SizeBytes)].CopyTo(Blittable.Bytes(ref told));
            switch (told.Kind)
            {
                case DeskCommandKind.Restart:
                    Lives++;
                    break;
                case DeskCommandKind.Time or DeskCommandKind.Latency or DeskCommandKind.CarryDay or DeskCommandKind.CarryPosition:
                    break;
                default:
                    IsAny = true;
                    break;
            }
        }

        public readonly void OnCheck(in DeskCheck check)
        {
        }
    }
}
