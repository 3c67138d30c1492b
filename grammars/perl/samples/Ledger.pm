package Ledger;

# Keeps entries in the order they came.
use strict;
use warnings;
use List::Util qw(sum first);
use Money::Amount;
require Book;

our $VERSION = '1.0';
use constant LIMIT => 1000;
my %known = (one => 1);

# Makes one.
sub new {
    my ($class, %options) = @_;
    my $self = { entries => [], total => $options{total} || 0 };
    return bless $self, $class;
}

# Adds one entry.
# It has to fit.
sub add {
    my ($self, $entry) = @_;
    if (@{ $self->{entries} } >= LIMIT) {
        die "too many: $entry->{name}";
    }
    push @{ $self->{entries} }, $entry;
    return $self;
}

sub find {
    die 'not implemented';
}

sub reset {
}

sub show {
    my $self = shift;
    foreach my $entry (@{ $self->{entries} }) {
        print "$entry->{name}\n";    # in place
    }
    return;
}

package Ledger::Report;

sub total {
    my ($ledger) = @_;
    return sum map { $_->{amount} } @{ $ledger->{entries} };
}

1;
