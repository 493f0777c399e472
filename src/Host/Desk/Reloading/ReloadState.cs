using System.Collections.Immutable;

namespace Rialto.Host.Desk.Reloading;

/// <summary>How a running desk stands with its configuration file. Immutable.</summary>
/// <param name="File">The file.</param>
/// <param name="Problem">Why what stands in it now was not taken; null where it was.</param>
/// <param name="Restart">Keys that differ from what runs, and count from the next start on.</param>
/// <param name="Taken">When a change was taken last; null where none was.</param>
/// <param name="Changes">How many settings were changed since the start.</param>
internal sealed record ReloadState(string File, string? Problem, ImmutableArray<string> Restart, DateTimeOffset? Taken, long Changes);
