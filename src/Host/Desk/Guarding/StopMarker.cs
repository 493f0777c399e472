using Rialto.Host.Desk.Keys;
using Rialto.Model.Units;
using Rialto.Trading;

namespace Rialto.Host.Desk.Guarding;

/// <summary>
/// An emergency stop that waits in a desk's folder for a life that could not be told: one that is starting, or that a supervisor starts afterwards. That life journals it before anything can be sent.
/// </summary>
internal static class StopMarker
{
    private const string FileName = "stopped";

    /// <summary>The file of a desk's folder.</summary>
    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>Leaves it.</summary>
    /// <exception cref="VenueKeyException">The disk refuses.</exception>
    public static void Leave(string folder, Text36 reason)
    {
        Span<byte> text = stackalloc byte[Text36.LengthMax];
        PrivateFile.Replace(PathOf(folder), text[..reason.CopyTo(text)]);
    }

    /// <summary>The stop that waits; null for none. What cannot be read is a stop too.</summary>
    public static DeskCommand? Read(string folder)
    {
        if (!File.Exists(PathOf(folder)))
            return null;
        var reason = Text36.Of("emergency");
        try
        {
            reason = Text36.TryCreate(PrivateFile.Read(PathOf(folder), Text36.LengthMax), out var said) && !said.IsEmpty ? said : reason;
        }
        catch (VenueKeyException)
        {
            // The stop counts, not its reason.
        }

        return new DeskCommand { Kind = DeskCommandKind.EmergencyStop, Who = Text36.Of("rialto-stop"), Reason = reason };
    }

    /// <summary>A life has journaled it.</summary>
    /// <returns>False where it is still there: the next life stops once more.</returns>
    public static bool Clear(string folder)
    {
        try
        {
            File.Delete(PathOf(folder));
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
