using System.Text;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Auth;

/// <summary>A key whose secret signs requests. Immutable; the secret is never logged, printed or put into messages.</summary>
public sealed class ApiKey
{
    private readonly byte[] _secret;
    private readonly Permissions _effective;

    private readonly byte[]? _publicKey;

    internal ApiKey(string id, string userName, OwnerId owner, OwnerGroup group, Permissions permissions, DateTimeOffset created, string secret, byte[]? publicKey = null)
    {
        Id = id;
        UserName = userName;
        Owner = owner;
        Group = group;
        Permissions = permissions;
        _effective = permissions.HasFlag(Permissions.Admin) ? permissions | Permissions.Operate : permissions;
        Created = created;
        _secret = Encoding.UTF8.GetBytes(secret);
        _publicKey = publicKey;
    }

    /// <summary>Public id, sent with each request.</summary>
    public string Id { get; }

    /// <summary>Name of the owner, what clients call <c>user_id</c>.</summary>
    public string UserName { get; }

    /// <summary>Whose orders it enters.</summary>
    public OwnerId Owner { get; }

    /// <summary>Self-trade group; zero means the owner stands alone.</summary>
    public OwnerGroup Group { get; }

    /// <summary>What it was given.</summary>
    public Permissions Permissions { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Its holder signs with an Ed25519 key; nothing else is taken from it.</summary>
    public bool HasPublicKey => _publicKey is not null;

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The Ed25519 key that checks its signatures, 32 bytes; empty where it signs with its secret.</summary>
    internal ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>True where it may do all of <paramref name="wanted"/>; who may administrate may operate.</summary>
    public bool May(Permissions wanted) => (_effective & wanted) == wanted;

    /// <summary>True where it may do any of <paramref name="wanted"/>.</summary>
    public bool MayAny(Permissions wanted) => (_effective & wanted) != 0;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
