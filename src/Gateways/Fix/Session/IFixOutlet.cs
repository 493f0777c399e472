using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>Where a <see cref="FixLink"/> sends: the session behind it, or a test.</summary>
internal interface IFixOutlet
{
    /// <summary>True while the client is logged on.</summary>
    bool IsOnline { get; }

    /// <summary>As <see cref="FixLink.Send"/>.</summary>
    bool Send(FixWriter body, bool keep);

    /// <summary>As <see cref="FixLink.Flush"/>.</summary>
    void Flush(bool here);

    /// <summary>As <see cref="FixLink.LogOut"/>.</summary>
    void LogOut(string text);
}
