namespace Rialto.BackOffice.Surveillance;

/// <summary>UTC days.</summary>
internal static class Days
{
    public const long Nanoseconds = 86_400_000_000_000;
}
