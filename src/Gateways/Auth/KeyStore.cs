using System.Buffers.Text;
using System.Security.Cryptography;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Auth;

/// <summary>A key as listings show it: never its secret.</summary>
/// <param name="Id">Public id.</param>
/// <param name="UserName">Name of the owner.</param>
/// <param name="Owner">Number of the owner.</param>
/// <param name="Group">Self-trade group; zero for none.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it works.</param>
public sealed record KeyListing(string Id, string UserName, OwnerId Owner, OwnerGroup Group, Permissions Permissions, DateTimeOffset Created, DateTimeOffset? Revoked);

/// <summary>A new key and its secret, which is shown once and never again.</summary>
public sealed record CreatedKey(KeyListing Key, string Secret);

/// <summary>
/// API keys in one file of a folder, secrets encrypted with the <see cref="MasterKey"/>. A running exchange notices within a second when another
/// process (<c>rialto keys</c>) changes the file. A file that was taken away, or cannot be read, may have been about to revoke any key: until it can be read none works (<see cref="Problem"/>).
/// Any thread; several processes.
/// </summary>
public sealed class KeyStore : IDisposable
{
    /// <summary>What a user name must be.</summary>
    public const string UserNameRule = "A user name is 1 to 36 printable ASCII characters without blanks, and not digits alone.";

    /// <summary>What permissions must be.</summary>
    public const string PermissionsRule = "A key needs at least one of read, trade, admin, audit, operate and withdraw.";

    private const int SecretBytes = 32;
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MissInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly string _path;
    private readonly MasterKey _master;
    private readonly TimeProvider _time;
    private volatile Dictionary<string, ApiKey> _working = [];
    private volatile Users _users = Users.None;
    private (DateTime Written, long Length) _loaded;
    private long _checkedAt;
    private volatile string? _problem;

    private KeyStore(string folder, MasterKey master, TimeProvider time)
    {
        _folder = folder;
        _path = Path.Combine(folder, "keys.json");
        _master = master;
        _time = time;
    }

    /// <summary>Why the file cannot be read; null while all is well. No key works until then; users keep their names and owner numbers.</summary>
    public string? Problem
    {
        get
        {
            LookForChanges(_problem is null ? CheckInterval : MissInterval);
            return _problem;
        }
    }

    /// <summary>Opens the folder, making it (for its owner only) where it is missing.</summary>
    /// <exception cref="InvalidDataException">The key file or the master key cannot be read.</exception>
    public static KeyStore Open(string folder, TimeProvider? time = null)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var store = new KeyStore(folder, MasterKey.Open(folder), time ?? TimeProvider.System);
        store.Load();
        return store;
    }

    /// <inheritdoc/>
    public void Dispose() => _master.Dispose();

    /// <summary>The key with this id; null where there is none, it is revoked, or there is a <see cref="Problem"/>.</summary>
    public ApiKey? Find(string id)
    {
        LookForChanges(CheckInterval);
        if (_working.TryGetValue(id, out var key))
            return key;
        // Whoever has just been given a key does not wait for it.
        LookForChanges(MissInterval);
        return _working.GetValueOrDefault(id);
    }

    /// <summary>Makes a key for a user; a new user gets the next owner number.</summary>
    /// <param name="userName">1 to 36 printable ASCII characters.</param>
    /// <param name="permissions">At least one.</param>
    /// <param name="group">Self-trade group, zero for none.</param>
    /// <exception cref="ArgumentException">A user name or permissions that cannot be.</exception>
    public CreatedKey Create(string userName, Permissions permissions, OwnerGroup group = default) => Create([userName], permissions, group)[0];

    /// <summary>Makes a key whose holder signs with an Ed25519 key of its own, of which only the public half is kept here (docs/reference/binance-api.md).</summary>
    /// <param name="userName">As for <see cref="Create(string, Permissions, OwnerGroup)"/>.</param>
    /// <param name="permissions">At least one.</param>
    /// <param name="publicKey">32 bytes, see <see cref="Ed25519Pem"/>.</param>
    /// <param name="group">Self-trade group, zero for none.</param>
    /// <exception cref="ArgumentException">A user name, permissions or a public key that cannot be.</exception>
    public KeyListing Create(string userName, Permissions permissions, ReadOnlySpan<byte> publicKey, OwnerGroup group = default)
    {
        if (publicKey.Length != Runtime.Cryptography.Ed25519.PublicKeyBytes)
            throw new ArgumentException("An Ed25519 public key has 32 bytes.", nameof(publicKey));
        return Create([userName], permissions, group, Convert.ToBase64String(publicKey))[0].Key;
    }

    /// <summary>Makes a key for each of these users, all with one change of the file.</summary>
    /// <returns>The keys, in the order of the users.</returns>
    /// <exception cref="ArgumentException">A user name or permissions that cannot be; then none is made.</exception>
    public IReadOnlyList<CreatedKey> Create(IReadOnlyList<string> userNames, Permissions permissions, OwnerGroup group = default) => Create(userNames, permissions, group, publicKey: null);

    private List<CreatedKey> Create(IReadOnlyList<string> userNames, Permissions permissions, OwnerGroup group, string? publicKey)
    {
        if (!userNames.All(IsUserName))
            throw new ArgumentException(UserNameRule, nameof(userNames));
        if (permissions is Permissions.None || (permissions & ~PermissionWords.All) != 0)
            throw new ArgumentException(PermissionsRule, nameof(permissions));
        return Change(file =>
        {
            var owners = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var user in file.AllUsers())
                owners.TryAdd(user.UserName, user.Owner);
            var next = NextOwner(file);
            var created = new List<CreatedKey>(userNames.Count);
            foreach (var userName in userNames)
            {
                if (!owners.TryGetValue(userName, out var owner))
                    owners.Add(userName, owner = next++);
                var id = "rk-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
                var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
                var record = new KeyRecord(id, userName, owner, group.Value, permissions, _time.GetUtcNow(), null, _master.Seal(secret, id), publicKey);
                file.Keys.Add(record);
                created.Add(new CreatedKey(Listing(record), secret));
            }

            return created;
        });
    }

    /// <summary>True for what may be a user's name; one of digits alone could be taken for an owner number.</summary>
    public static bool IsUserName(string name) => Text36.TryCreate(name, out _) && name.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>The owner number of a user, with keys or without; null where there is no such user. Cheap.</summary>
    public OwnerId? OwnerOf(string userName)
    {
        LookForChanges(CheckInterval);
        return _users.ByName.TryGetValue(userName, out var owner) ? owner : null;
    }

    /// <summary>The user with this owner number; null where there is none. Cheap.</summary>
    public string? UserNameOf(OwnerId owner)
    {
        LookForChanges(CheckInterval);
        return _users.ByOwner.GetValueOrDefault(owner);
    }

    /// <summary>The owner number of a user; a new user gets the next one, and keeps it without a key too.</summary>
    /// <param name="userName">As for <see cref="Create(string, Permissions, OwnerGroup)"/>.</param>
    /// <param name="atLeast">A new number is not below this: numbers that accounts have are taken.</param>
    /// <exception cref="ArgumentException">A user name that cannot be.</exception>
    public OwnerId Register(string userName, OwnerId atLeast = default)
    {
        if (OwnerOf(userName) is { } known)
            return known;
        if (!IsUserName(userName))
            throw new ArgumentException(UserNameRule, nameof(userName));
        return Change(file =>
        {
            if (OwnerIn(file, userName) is { } present)
                return new OwnerId(present);
            var owner = Math.Max(NextOwner(file), atLeast.Value);
            file.Users.Add(new UserRecord(userName, owner));
            return new OwnerId(owner);
        });
    }

    /// <summary>Revokes a key for ever; false where there is none that works.</summary>
    public bool Revoke(string id) => Revoke([id]) == 1;

    /// <summary>Revokes these keys for ever, with one change of the file.</summary>
    /// <returns>How many of them worked until now.</returns>
    public int Revoke(IReadOnlyCollection<string> ids) => Change(file =>
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var revoked = 0;
        for (var i = 0; i < file.Keys.Count; i++)
        {
            if (file.Keys[i].Revoked is not null || !wanted.Contains(file.Keys[i].Id))
                continue;
            file.Keys[i] = file.Keys[i] with { Revoked = _time.GetUtcNow() };
            revoked++;
        }

        return revoked;
    });

    /// <summary>All keys ever made, oldest first.</summary>
    public IReadOnlyList<KeyListing> List() => [.. KeyFile.Read(_path).Keys.Select(Listing)];

    /// <summary>All users there are or were, with keys or without, and their owner numbers.</summary>
    public IReadOnlyList<(string UserName, OwnerId Owner)> ListUsers() => [.. KeyFile.Read(_path).AllUsers().Select(user => (user.UserName, new OwnerId(user.Owner)))];

    private static KeyListing Listing(KeyRecord record) => new(
        record.Id, record.UserName, new OwnerId(record.Owner), new OwnerGroup(record.Group), record.Permissions, record.Created, record.Revoked);

    private static int? OwnerIn(KeyFile file, string userName) => file.AllUsers().FirstOrDefault(user => user.UserName == userName)?.Owner;

    private static int NextOwner(KeyFile file) => file.AllUsers().Select(user => user.Owner).DefaultIfEmpty(0).Max() + 1;

    private void LookForChanges(TimeSpan interval)
    {
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(Volatile.Read(ref _checkedAt), now) < interval)
            return;
        Volatile.Write(ref _checkedAt, now);
        ReloadIfChanged();
    }

    private T Change<T>(Func<KeyFile, T> change)
    {
        lock (_gate)
        {
            // Other processes change the file too; the lock file is held only for the moment of a change.
            using var exclusive = Exclusive();
            var file = ReadFile();
            var result = change(file);
            // What cannot be used is not written: then nothing has changed. What is written holds here from now on, without being read again, which could fail.
            var working = Unseal(file);
            file.Write(_path);
            Use(file, working, StampOrNone());
            return result;
        }
    }

    private FileStream Exclusive()
    {
        var patience = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_folder, "keys.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException problem) when (SharingViolation.Is(problem) && _time.GetElapsedTime(patience) < LockPatience)
            {
                Thread.Sleep(1);
            }
        }
    }

    private void ReloadIfChanged()
    {
        lock (_gate)
        {
            try
            {
                if (_problem is not null || Stamp() != _loaded)
                    Load();
            }
#pragma warning disable CA1031 // Whatever is wrong with the file, keys that it may have revoked must not go on.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                _problem = problem is IOException or InvalidDataException or UnauthorizedAccessException ? problem.Message : $"{_path} is no key file: {problem.Message}";
                _working = [];
            }
        }
    }

    private void Load()
    {
        var stamp = Stamp();
        var file = ReadFile();
        Use(file, Unseal(file), stamp);
    }

    private void Use(KeyFile file, Dictionary<string, ApiKey> working, (DateTime Written, long Length) stamp)
    {
        _users = Users.Of(file.AllUsers());
        _working = working;
        _loaded = stamp;
        _problem = null;
    }

    // Owner numbers are given by the file: after one that begins anew, here or by another process, the next user would have somebody else's account.
    private KeyFile ReadFile()
    {
        if (_users.ByName.Count != 0 && !File.Exists(_path))
            throw new InvalidDataException($"{_path} was taken away. Put it back.");
        var file = KeyFile.Read(_path);
        var users = Users.Of(file.AllUsers());
        foreach (var (name, owner) in _users.ByName)
            if (!users.ByName.TryGetValue(name, out var stands) || stands != owner)
                throw new InvalidDataException($"{_path} no longer knows user {name} as number {owner.Value}. Put back the file that did; where the other is meant, restart the exchange.");
        return file;
    }

    private Dictionary<string, ApiKey> Unseal(KeyFile file)
    {
        var working = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        foreach (var key in file.Keys)
        {
            if (key.Revoked is null)
            {
                working[key.Id] = new ApiKey(
                    key.Id, key.UserName, new OwnerId(key.Owner), new OwnerGroup(key.Group), key.Permissions, key.Created, _master.Unseal(key.SealedSecret, key.Id), PublicKeyOf(key));
            }
        }

        return working;
    }

    private static byte[]? PublicKeyOf(KeyRecord key)
    {
        if (key.PublicKey is null)
            return null;
        var bytes = new byte[Runtime.Cryptography.Ed25519.PublicKeyBytes];
        return Convert.TryFromBase64String(key.PublicKey, bytes, out var length) && length == bytes.Length
            ? bytes : throw new InvalidDataException($"The public key of {key.Id} is not 32 bytes in base64.");
    }

    // One that is none has the file read again at the next look.
    private (DateTime Written, long Length) StampOrNone()
    {
        try
        {
            return Stamp();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    /// <summary>Who is who; immutable.</summary>
    private sealed record Users(IReadOnlyDictionary<string, OwnerId> ByName, IReadOnlyDictionary<OwnerId, string> ByOwner)
    {
        public static Users None { get; } = Of([]);

        public static Users Of(IEnumerable<UserRecord> users)
        {
            var byName = users.ToDictionary(user => user.UserName, user => new OwnerId(user.Owner), StringComparer.Ordinal);
            return new Users(byName, byName.DistinctBy(user => user.Value).ToDictionary(user => user.Value, user => user.Key));
        }
    }
}
