using Rialto.Runtime.Memory;

namespace Rialto.Host.Desk.Status;

/// <summary>The last so many of something, kept with a snapshot.</summary>
internal static class SavedOnes
{
    /// <summary>Writes those remembered.</summary>
    public static void Save<T>(this LastOnes<T> ones, FieldWriter writer)
        where T : unmanaged
    {
        writer.Add(ones.Total);
        for (var back = ones.Count - 1; back >= 0; back--)
            writer.Add(ones.Newest(back));
    }

    /// <summary>Takes over what <see cref="Save"/> wrote with the same capacity.</summary>
    /// <returns>False where it was cut short.</returns>
    public static bool TryLoad<T>(this LastOnes<T> ones, FieldReader reader)
        where T : unmanaged
    {
        ones.Restore(reader.Read<long>());
        for (var back = ones.Count - 1; back >= 0; back--)
            ones.PlaceOf(back) = reader.Read<T>();
        return !reader.IsShort;
    }
}
