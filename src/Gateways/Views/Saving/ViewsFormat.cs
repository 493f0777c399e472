namespace Rialto.Gateways.Views.Saving;

/// <summary>
/// The views as bytes, for snapshots; docs/reference/journal.md has every field. Numbers of what is remembered (ended orders, fills, trades) go with it: a
/// start with larger ones remembers no more than was saved.
/// </summary>
internal static class ViewsFormat
{
    /// <summary>Without sections: what programs of version 1 read too.</summary>
    public const int VersionWithoutSections = 1;

    /// <summary>All of version 1, and <see cref="ViewsSections"/> behind it.</summary>
    public const int Version = 2;

    public static ReadOnlySpan<byte> Magic => "RIALTOV\n"u8;

    /// <summary>Marks on an order.</summary>
    [Flags]
    public enum OrderMarks : byte
    {
        None = 0,
        Triggered = 1,
        Slid = 2,

        /// <summary>Its client order id leads to it, not to a later order of the same id.</summary>
        HoldsName = 4,
    }
}
