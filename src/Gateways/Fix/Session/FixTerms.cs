using System.Text;

namespace Rialto.Gateways.Fix.Session;

/// <summary>What holds for one session, from the options and its client's name.</summary>
/// <param name="Ours">The exchange's CompID.</param>
/// <param name="Theirs">The client's CompID.</param>
/// <param name="Options">Limits and times.</param>
/// <param name="Schedule">When clients may be logged on; null for always.</param>
internal sealed record FixTerms(ReadOnlyMemory<byte> Ours, ReadOnlyMemory<byte> Theirs, FixOptions Options, FixSchedule? Schedule)
{
    private const long NanosecondsPerMs = 1_000_000;

    public static FixTerms Of(FixOptions options, string clientCompId) =>
        new(Encoding.ASCII.GetBytes(options.CompId), Encoding.ASCII.GetBytes(clientCompId), options,
            options.Schedule.Length != 0 && FixSchedule.TryParse(options.Schedule, out var schedule) ? schedule : null);

    public long LogoutTimeoutNs => Options.LogoutTimeoutMs * NanosecondsPerMs;

    public long MaxClockSkewNs => Options.MaxClockSkewMs * NanosecondsPerMs;
}
