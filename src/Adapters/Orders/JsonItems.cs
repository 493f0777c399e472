using Rialto.Wire.Json;

namespace Rialto.Adapters.Orders;

/// <summary>Reads one object of a list.</summary>
internal delegate bool ReadItem(scoped ref JsonObject item);

/// <summary>Lists of objects. No state.</summary>
internal static class JsonItems
{
    /// <summary>Reads each object of the array that a scanner stands at.</summary>
    /// <returns>False where it is none, or an object of it could not be read.</returns>
    public static bool Of(ReadOnlySpan<byte> frame, scoped ref FrameScanner scanner, ReadItem read)
    {
        var item = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!item.Read(frame, ref scanner) || !read(ref item) || item.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }

    /// <summary>Reads each object of a member that is an array.</summary>
    public static bool Of(scoped in JsonObject parent, scoped ReadOnlySpan<byte> name, ReadItem read)
    {
        var scanner = parent.At(name);
        return Of(parent.Frame, ref scanner, read);
    }

    /// <summary>Reads a member that is an object.</summary>
    public static bool One(scoped in JsonObject parent, scoped ReadOnlySpan<byte> name, ReadItem read)
    {
        var scanner = parent.At(name);
        var item = new JsonObject();
        return item.Read(parent.Frame, ref scanner) && read(ref item) && !item.HasMisfit;
    }
}
